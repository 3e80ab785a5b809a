#!/bin/sh
# Readies what Mosquitto must be given inside its container, then becomes it. Needs root, but for the broker.
# Made from plain.yaml by `mqttmesh render plain.yaml`: edit that file, not this one.
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
trust=none # system, bundle or none
accounts=no

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

require_tmpfs /run /tmp /etc/ssl/certs /usr/local/share/ca-certificates
mkdir -p "$run/client-ca" "$run/observation" "$run/split" "$run/tls/next" "$run/tls/old" "$run/tls/refused"
chmod 0711 "$run" "$run/client-ca" "$run/tls" "$run/tls/next"
chmod 2770 "$run/observation" # the socket takes the folder's group
chown "${owner%:*}:$observer" "$run/observation"
install_trust
install_config
exec /docker-entrypoint.sh "$@"
