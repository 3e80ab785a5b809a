#!/bin/sh
# Readies what Mosquitto must be given inside its container, then becomes it. Needs root, but for the broker.
# Made from mutual-tls.yaml by `mqttmesh render mutual-tls.yaml`: edit that file, not this one.
set -eu
umask 077
export LC_ALL=C
trap 'exit 143' TERM INT # until `exec`: as process 1 we would be deaf to them

folder=/mqttmesh/config
secrets=/run/secrets
run=/run/mqttmesh
store=/usr/local/share/ca-certificates
hashed=/etc/ssl/certs
owner=mosquitto:mosquitto
observer=root
trust=bundle # system, bundle or none
accounts=no
tick=2 stillness=10 # seconds
look_every=30 # ticks
proof_name='' # what the listeners' certificate must carry
proof_port=49152 broker=$$ # which it is after `exec`

say() { printf 'mqttmesh: %s\n' "$(printf '%s' "$1" | tr '\n' ' ')" >&2; }
stop() { say "$1"; exit 78; }

require_tmpfs() { # FOLDER...
  for place; do
    (: >"$place/.mqttmesh") 2>/dev/null || stop "$place cannot be written to: give the container a tmpfs there"
    rm -f "$place/.mqttmesh"
  done
}

# The broker reads its own regular file, 0600, in a folder of root's; it never sees half of it.
give() { # FILE; its content is standard input
  cat >"$1.new" && chown "$owner" "$1.new" && mv -f "$1.new" "$1"
}

# --- Trust -------------------------------------------------------------------------------------------

# One certificate a file: what lies around them, CRLF or a byte-order mark is left out.
split_pem() { # FILE PREFIX
  fault=$(awk -v prefix="$2" '
    { sub(/\r$/, "") }
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/ { secret = 1 }
    /-----BEGIN CERTIFICATE-----/ {
      if (inside) exit
      inside = 1; out = sprintf("%s-%03d.crt", prefix, ++count); $0 = "-----BEGIN CERTIFICATE-----"
    }
    inside { print > out }
    inside && /^-----END CERTIFICATE-----/ { inside = 0; close(out) }
    END { print secret ? "holds a private key: that is no trust anchor" : inside ? "ends inside a certificate" : \
      count ? "" : "holds no certificate" }
  ' "$1") || fault='cannot be read'
  [ -z "$fault" ] || stop "$1 $fault"
}

split_folder() { # FROM TO
  for pem in "$1"/*.pem; do
    if [ -L "$pem" ] && ! [ -e "$pem" ]; then stop "$pem is a link that leads nowhere"; fi
    [ -f "$pem" ] || continue
    split_pem "$pem" "$2/mqttmesh-$(basename "$pem" .pem)"
  done
}

# There is no openssl in the image; the second time in a certificate is its end (RFC 5280 §4.1).
name_expired() { # CERTIFICATE..., one a file
  now=$(date -u +%Y%m%d%H%M%S)
  for anchor; do
    end=$(grep -v -e - "$anchor" | base64 -d 2>/dev/null | tr -c 0-9Z '\n' | sed -n \
      's/^\([0-4][0-9]\{11\}\)Z.*/20\1/p; s/^\([5-9][0-9]\{11\}\)Z.*/19\1/p; s/^\([0-9]\{14\}\)Z.*/\1/p' | sed -n 2p)
    [ "${end:-0}" -gt "$now" ] || say "warning: ${anchor##*/mqttmesh-} expired (UTC ${end:-unknown}): nobody trusts it"
  done
}

# A bridge finds an authority by its hash, or not at all; an identical one will do. Where authorities have one
# name, Alpine's update-ca-certificates links one of them, and each further run one more.
hash_store() {
  unhashed='' before=none
  while [ "$unhashed" != "$before" ]; do
    before=$unhashed
    said=$(umask 022 && update-ca-certificates 2>&1) || stop "update-ca-certificates failed: $said"
    unhashed=$(awk '
      /^-----BEGIN CERTIFICATE-----/ { body = ""; next }
      /^-----END CERTIFICATE-----/ { if (FILENAME ~ /\.crt$/) wanted[body] = FILENAME; else found[body]; next }
      { body = body $0 }
      END { for (body in wanted) if (!(body in found)) printf "%s ", wanted[body] }
    ' "$hashed"/*.[0-9]* "$hashed/ca-certificates.crt" "$@" 2>/dev/null) || stop "nothing in $hashed is hashed"
  done
  case $unhashed in *"$store"*) stop "update-ca-certificates left out $unhashed" ;; esac
}

install_trust() {
  case $trust in
    system)
      (umask 022 && split_folder "$folder/trust" "$store")
      set -- "$store"/mqttmesh-*.crt
      [ -e "$1" ] || shift
      hash_store "$@"
      ;;
    bundle)
      split_folder "$folder/trust" "$run/split"
      set -- "$run"/split/*.crt
      [ -e "$1" ] || stop "$folder/trust holds no PEM file"
      cat "$@" | give "$run/trust.pem"
      ;;
  esac
  name_expired "$@"
}

# --- Keys --------------------------------------------------------------------------------------------

pairs() { # COMMAND: run it with NAME CERTIFICATE KEY for each pair
  "$1" listener /mqttmesh/keys/listener/certificate/server.pem /mqttmesh/keys/listener/certificate/server.key
  "$1" bridge /mqttmesh/keys/bridge/certificate/client.pem /mqttmesh/keys/bridge/certificate/client.key
}

stage() { # NAME CERTIFICATE KEY: a copy, through links, in tls/next
  for part in "$2" "$3"; do
    cat "$part" >/dev/null 2>&1 || { say "$part is missing, or cannot be read"; return 1; }
  done
  give "$run/tls/next/$1.crt" <"$2" && give "$run/tls/next/$1.key" <"$3"
}

# Mosquitto itself refuses a pair that does not match.
prove() { # NAME: of the staged pair; sets `why` it is no good. 1: to Mosquitto, 2: to those who dial it
  pair=$run/tls/next/$1 proved=0 why=
  printf '%s\n' "user ${owner%:*}" "listener $proof_port 127.0.0.1" "certfile $pair.crt" "keyfile $pair.key" \
    'allow_anonymous true' 'log_dest stderr' >"$run/proof.conf"
  : >"$run/proof.log"
  mosquitto -c "$run/proof.conf" >>"$run/proof.log" 2>&1 &
  prover=$!
  heard ' running$|Error'
  if ! grep -q ' running$' "$run/proof.log"; then
    proved=1 why='is no pair that Mosquitto can use'
  elif ! named "$1"; then
    proved=2 why="does not prove to be $proof_name to who believes what the spokes believe"
  fi
  [ "$proved" = 0 ] || heard routines:: # OpenSSL's own words come after the failure
  kill "$prover" 2>/dev/null || [ "$proved" = 1 ] || stop 'the container needs the capability KILL'
  wait "$prover" 2>/dev/null || :
  why="$why: $(awk '/Error/ { why = $0 } sub(/.*routines::/, "") { why = $0; exit } END { print why }' "$run/proof.log")"
  return "$proved"
}

heard() { # PATTERN: return when it stands in the proof's log, or after 5 s
  tries=0
  until grep -qE "$1" "$run/proof.log" || [ "$tries" = 20 ]; do
    tries=$((tries + 1))
    sleep 0.25
  done
}

# Whether a client that believes what the mesh believes finds the hub's name in its certificate.
named() { # NAME
  if [ "$1" != listener ] || [ -z "$proof_name" ] || [ "$trust" = none ]; then return 0; fi
  if [ "$trust" = system ]; then set -- --capath "$hashed"; else set -- --cafile "$run/trust.pem"; fi
  mosquitto_pub -h "$proof_name" -p "$proof_port" "$@" -t proof -n >>"$run/proof.log" 2>&1
}

copy_pair() { # FROM TO, without .crt and .key
  give "$2.crt" <"$1.crt" && give "$2.key" <"$1.key"
}

swap() { # NAME: what is staged is what the broker reads from now on; what it had is kept
  [ ! -e "$run/tls/$1.crt" ] || copy_pair "$run/tls/$1" "$run/tls/old/$1"
  mv -f "$run/tls/next/$1.crt" "$run/tls/$1.crt" && mv -f "$run/tls/next/$1.key" "$run/tls/$1.key"
}

install_pair() { # NAME CERTIFICATE KEY
  stage "$@" || exit 78
  if ! prove "$1"; then
    [ "$proved" = 2 ] || stop "$2 with $3 $why"
    say "warning: $2 $why"
  fi
  swap "$1"
}

# --- Secrets -----------------------------------------------------------------------------------------

read_secret() { # NAME; sets `secret`
  file=$secrets/$1
  secret=$(cat "$file" 2>/dev/null) || stop "the secret $1 cannot be read from $file"
  [ -n "$secret" ] || stop "the secret $1 is empty"
  # The one control character that may be there is the line end that was taken off.
  controls=$(tr -dc '\000-\037\177' <"$file" | wc -c)
  [ "$((controls))" -le "$(($(tail -c 1 "$file" | tr -dc '\n' | wc -c)))" ] ||
    stop "the secret $1 has control characters, or more than one line"
  case $secret in ' '* | *' ') stop "the secret $1 begins or ends with a blank" ;; esac
}

# Only a whole value is a reference; nothing is matched as a pattern, and nothing is an argument of a program.
fill_secrets() { # from standard input to standard output
  while IFS= read -r line || [ -n "$line" ]; do
    value=${line#* }
    case $value in
      @secret:*@)
        name=${value#@secret:}
        read_secret "${name%@}"
        printf '%s %s\n' "${line%% *}" "$secret"
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

install_config() {
  for file in mosquitto.conf acl acl-observation; do
    [ -r "$folder/$file" ] || stop "$folder/$file is missing"
  done
  fill_secrets <"$folder/mosquitto.conf" >"$run/filled.conf"
  give "$run/mosquitto.conf" <"$run/filled.conf"
  rm "$run/filled.conf"
  give "$run/acl" <"$folder/acl"
  give "$run/acl-observation" <"$folder/acl-observation"
  for pem in "$folder"/client-ca/*.pem; do
    [ ! -e "$pem" ] || give "$run/client-ca/${pem##*/}" <"$pem"
  done
  [ "$accounts" = yes ] || return 0
  cat "$secrets/passwords" >/dev/null 2>&1 || stop "the secret passwords cannot be read from $secrets/passwords"
  give "$run/passwords" <"$secrets/passwords"
}

# --- Renewal -----------------------------------------------------------------------------------------

same() { # CERTIFICATE KEY COPY, without .crt and .key
  cmp -s "$1" "$3.crt" && cmp -s "$2" "$3.key"
}

renew() { # NAME CERTIFICATE KEY
  if same "$2" "$3" "$run/tls/$1" || cmp -s "$2" "$run/tls/refused/$1.crt"; then return 0; fi
  stage "$@" || return 0
  sleep "$patience"
  same "$2" "$3" "$run/tls/next/$1" || return 0 # somebody still writes: the next round will see
  prove "$1" || { say "the renewed $2 is not used: it $why"; return 0; }
  swap "$1"
  kill -HUP "$broker"
  say "$2 was renewed and is in use; a changed client_ca, listener or bridge needs a restart"
}

go_back() { # NAME CERTIFICATE KEY
  [ -e "$run/tls/old/$1.crt" ] || return 0
  cat "$run/tls/$1.crt" >"$run/tls/refused/$1.crt"
  copy_pair "$run/tls/old/$1" "$run/tls/next/$1"
  swap "$1" && rm -f "$run/tls/old/$1.crt"
  kill -HUP "$broker"
  say "$2 was taken back: what was in use before it is in use again"
}

# `mqttmesh certs install` leaves a word in $run/asked: renew at once, or take back.
watch() {
  ticks=0
  while kill -0 "$broker" 2>/dev/null; do
    : >"$run/heartbeat"
    asked='' # the word is moved away before it is read: one that comes meanwhile is the next round's
    if mv -f "$run/asked" "$run/taken" 2>/dev/null; then read -r asked <"$run/taken" || :; fi
    case $asked in
      renew) rm -f "$run"/tls/refused/* "$run"/tls/old/* && patience=0 && pairs renew ;;
      back) pairs go_back ;;
      *) if [ "$ticks" -ge "$look_every" ]; then patience=$stillness ticks=0 && pairs renew; fi ;;
    esac
    sleep "$tick"
    ticks=$((ticks + 1))
  done
}

require_tmpfs /run /tmp /etc/ssl/certs /usr/local/share/ca-certificates
mkdir -p "$run/client-ca" "$run/observation" "$run/split" "$run/tls/next" "$run/tls/old" "$run/tls/refused"
chmod 0711 "$run" "$run/client-ca" "$run/tls" "$run/tls/next"
chmod 2770 "$run/observation" # the socket takes the folder's group
chown "${owner%:*}:$observer" "$run/observation"
install_trust
install_config
pairs install_pair
watch &
exec /docker-entrypoint.sh "$@"
