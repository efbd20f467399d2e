# One throw-away PostgreSQL cluster that lives exactly as long as this script's standard input stays open.
# However its owner ends (done, failed, interrupted, killed), the kernel closes that pipe, and the cluster
# is stopped and deleted here. Called by cluster.rs as: sh -c SCRIPT cluster BIN PORT; prints "ready", the script that stops
# and starts it in between, and, where connections can be encrypted, the certificate to trust.
set -eu
# Nothing but the end of its input ends this script, not even that nobody hears its answer any more.
trap '' HUP INT TERM PIPE
bin=$1
port=$2

dir=$(mktemp -d -t kontor-postgres-XXXXXX)
trap 'rm -rf "$dir"' EXIT

# Text sorts by German rules unless a statement asks for something else, so that one which forgets to is
# found out. Only servers from 15 on can take the rules from ICU, without a locale installed in the system.
locale='--locale=C.UTF-8'
if "$bin/initdb" --help | grep -q -e --icu-locale; then
  locale="$locale --locale-provider=icu --icu-locale=de-DE"
fi
# shellcheck disable=SC2086
if ! "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-sync $locale >"$dir/log" 2>&1; then
  cat "$dir/log" >&2
  exit 1
fi

options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300"
# It is the server that dies here, not the machine: so no disk is waited for, but a commit stands in the log.
options="$options -c fsync=off -c full_page_writes=off -c jit=off"
# A certificate of its own, for localhost and no other name, so that encrypted connections are tested as well.
certificate="$dir/data/server.crt"
if openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -addext basicConstraints=critical,CA:FALSE -keyout "$dir/data/server.key" -out "$certificate" >/dev/null 2>&1; then
  options="$options -c ssl=on"
else
  certificate=
fi
cat >"$dir/control" <<END
exec "$bin/pg_ctl" "\$@" -w -s -D "$dir/data" -l "$dir/log" -o "$options"
END
if ! sh "$dir/control" start; then
  cat "$dir/log" >&2
  exit 1
fi

echo "ready $dir/control $certificate" 2>/dev/null || :
while read -r _; do :; done
sh "$dir/control" stop -m immediate
