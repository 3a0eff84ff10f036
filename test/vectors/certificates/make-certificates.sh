#!/usr/bin/env bash
# Made with OpenSSL 3.0.19: certificates as Exchange and Windows administrators have them, and as no partner may have.
# Run in this folder; it needs the legacy provider. The passphrase of every file that has one is "correct horse".
set -euo pipefail
pass='correct horse'
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make() { # NAME DIGEST SUBJECT EXTRA...
  local name=$1 digest=$2 subject=$3
  shift 3
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 "-$digest" -subj "$subject" -keyout "$work/$name.key" -out "$work/$name.pem" \
    -addext basicConstraints=critical,CA:FALSE "$@" 2>/dev/null
}

make rsa sha256 /CN=Fabrikam
make sha1 sha1 /CN=Fabrikam
make pss-sha256 sha256 /CN=Fabrikam -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32
make pss-sha1 sha1 /CN=Fabrikam -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -sha256 -subj /CN=Fabrikam \
  -addext basicConstraints=critical,CA:FALSE -keyout "$work/p256.key" -out "$work/p256.pem" 2>/dev/null
for name in rsa sha1 pss-sha256 pss-sha1 p256; do cp "$work/$name.pem" "$name.crt"; done

# What `Export-PfxCertificate` writes (AES-256, SHA-256), what `certlm` and Exchange before 2016 wrote (3DES, RC2, SHA-1).
export() { openssl pkcs12 -export -inkey "$work/$1.key" -in "$work/$1.pem" -passout "pass:$pass" "${@:3}" -out "$2.pfx"; }
export rsa aes256 -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256 -iter 2000
export rsa 3des -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -iter 2000
export rsa 3des-rc2 -legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -macalg sha1 -iter 2000
export rsa endless -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256 -iter 3000000
export p256 p256 -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256 -iter 2000

cat "$work/rsa.pem" "$work/rsa.key" >plain.txt
{ cat "$work/rsa.pem"; openssl pkcs8 -topk8 -in "$work/rsa.key" -v2 aes-256-cbc -iter 2048 -passout "pass:$pass"; } >encrypted.txt
{ cat "$work/rsa.pem"; openssl pkcs8 -topk8 -in "$work/rsa.key" -v2 aes-256-cbc -iter 3000000 -passout "pass:$pass"; } >endless.txt
{ cat "$work/rsa.pem"; openssl rsa -in "$work/rsa.key" -aes256 -traditional -passout "pass:$pass" 2>/dev/null; } >traditional.txt
cat "$work/rsa.pem" "$work/p256.key" >mismatched.txt
