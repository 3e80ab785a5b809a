# Debian's essential packages and Mosquitto, unpacked; here is what their maintainer scripts would have done.
FROM scratch
ADD userland.tar /
RUN cp /usr/share/base-passwd/passwd.master /etc/passwd \
    && cp /usr/share/base-passwd/group.master /etc/group \
    && cp /usr/share/libc-bin/nsswitch.conf /etc/nsswitch.conf \
    && ln -s mawk /usr/bin/awk && ln -s which.debianutils /usr/bin/which \
    && mkdir -p /usr/local/share/ca-certificates \
    && cd /usr/share/ca-certificates && find * -name '*.crt' >/etc/ca-certificates.conf
