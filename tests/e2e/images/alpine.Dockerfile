# Alpine's own userland out of a virtual machine's disk, cut down to the packages of the official base image,
# with Debian's Mosquitto beside its own C library (musl never looks into /usr/lib/x86_64-linux-gnu).
# Debian's OpenSSL looks for the system's certificates in /usr/lib/ssl.
FROM scratch
ADD userland.tar mosquitto.tar /
RUN grep -vxE 'alpine-.*|apk-tools|busybox|ca-certificates|musl-utils' /etc/apk/world \
    | xargs apk --quiet --no-network del \
    && deluser --remove-home quicksand \
    && rm -rf /.dockerenv /lost+found /usr/local/bin/* /var/log/* \
    && ln -sT /etc/ssl /usr/lib/ssl
