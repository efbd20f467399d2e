//! TLS to the PostgreSQL server, as `sslmode` and `sslrootcert` in its address say, with the meanings they have
//! everywhere: up to `require` the connection is encrypted but anybody may stand at its other end; `verify-ca` wants a
//! certificate of somebody who is trusted, `verify-full` one for this very host name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_kernel::{Code, Error, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What an address says about TLS.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    /// Nothing where the driver finds it in the address itself.
    mode: Option<SslMode>,
    trust: Trust,
}

/// Who may stand at the other end.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Trust {
    Anybody,
    /// Somebody with a certificate of these authorities, for whatever name.
    Authority(Authorities),
    /// The same, for the name that is connected to.
    Name(Authorities),
}

/// Who signs certificates.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Authorities {
    /// Those the machine trusts.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// Takes what is said about TLS out of an address, which the driver would not understand.
///
/// # Errors
/// `bad_parameter` for a mode that does not exist.
pub(super) fn split(url: &str) -> Result<(String, Wanted)> {
    let (mut mode, mut file) = (None, None);
    let rest = match url.split_once('?') {
        Some((address, query)) if address.contains("://") => {
            let mut kept = Vec::new();
            for pair in query.split('&') {
                match pair.split_once('=') {
                    Some(("sslmode", value)) => mode = Some(decoded(value)),
                    Some(("sslrootcert", value)) => file = Some(decoded(value)),
                    _ => kept.push(pair),
                }
            }
            match kept.is_empty() {
                true => address.to_owned(),
                false => format!("{address}?{}", kept.join("&")),
            }
        }
        _ => url.to_owned(),
    };
    let authorities = match file.as_deref() {
        None | Some("system") => Authorities::System,
        Some(path) => Authorities::File(path.into()),
    };
    let (mode, trust) = match mode.as_deref() {
        None => (None, Trust::Anybody),
        Some("disable") => (Some(SslMode::Disable), Trust::Anybody),
        Some("allow" | "prefer") => (Some(SslMode::Prefer), Trust::Anybody),
        // As everywhere: who names authorities wants them to be looked at.
        Some("require") if file.is_some() => (Some(SslMode::Require), Trust::Authority(authorities)),
        Some("require") => (Some(SslMode::Require), Trust::Anybody),
        Some("verify-ca") => (Some(SslMode::Require), Trust::Authority(authorities)),
        Some("verify-full") => (Some(SslMode::Require), Trust::Name(authorities)),
        Some(_) => {
            let detail = "sslmode is one of disable, allow, prefer, require, verify-ca, verify-full.";
            return Err(Error::new(Code::BadParameter, detail));
        }
    };
    Ok((rest, Wanted { mode, trust }))
}

/// A value of a query, with its percent signs undone.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Wanted {
    /// Whether the driver asks for TLS.
    pub(super) fn mode(&self) -> Option<SslMode> {
        self.mode
    }

    /// What makes connections secure in this way.
    ///
    /// # Errors
    /// `bad_parameter` when there are no certificates to trust.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match &self.trust {
            Trust::Anybody => Arc::new(AnyName {
                authority: None,
                provider: provider.clone(),
            }),
            Trust::Authority(authorities) => Arc::new(AnyName {
                authority: Some(webpki(authorities, &provider)?),
                provider: provider.clone(),
            }),
            Trust::Name(authorities) => webpki(authorities, &provider)?,
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}

fn webpki(authorities: &Authorities, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Authorities::System => {
            let _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Authorities::File(path) => {
            let _ = roots.add_parsable_certificates(certificates(path)?);
        }
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .map_err(|cause| {
            let detail =
                "There is no certificate to trust the PostgreSQL server by; name one with sslrootcert.";
            Error::new(Code::BadParameter, detail).because(cause)
        })
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<std::result::Result<Vec<_>, _>>();
    read().map_err(|cause| {
        let detail = format!("The certificates in {} can't be read.", path.display());
        Error::new(Code::BadParameter, detail).because(cause)
    })
}

/// Does not care for which name a certificate is; and, without an authority, not who signed it either.
#[derive(Debug)]
struct AnyName {
    authority: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(authority) = &self.authority else {
            return Ok(ServerCertVerified::assertion());
        };
        // The name is looked at last, when everything else has been found to be right.
        match authority.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> (String, Wanted) {
        split(url).unwrap()
    }

    #[test]
    fn an_address_says_how_far_the_server_is_trusted() {
        let (system, must) = (Authorities::System, Some(SslMode::Require));
        let file = Authorities::File("/etc/my ca.pem".into());
        for (query, mode, trust) in [
            ("", None, Trust::Anybody),
            ("?sslmode=disable", Some(SslMode::Disable), Trust::Anybody),
            ("?sslmode=allow", Some(SslMode::Prefer), Trust::Anybody),
            ("?sslmode=prefer", Some(SslMode::Prefer), Trust::Anybody),
            ("?sslmode=require", must, Trust::Anybody),
            (
                "?sslmode=require&sslrootcert=/etc/my%20ca.pem",
                must,
                Trust::Authority(file.clone()),
            ),
            ("?sslmode=verify-ca", must, Trust::Authority(system.clone())),
            ("?sslmode=verify-full", must, Trust::Name(system)),
            (
                "?sslrootcert=/etc/my%20ca.pem&sslmode=verify%2Dfull",
                must,
                Trust::Name(file),
            ),
        ] {
            let (rest, wanted) = of(&format!("postgres://u:p@db.example/kontor{query}"));
            assert_eq!(rest, "postgres://u:p@db.example/kontor", "{query}");
            assert_eq!(wanted, Wanted { mode, trust }, "{query}");
        }
    }

    #[test]
    fn everything_else_stays_in_the_address() {
        let url = "postgres://u:p%3Fx@db.example/kontor?application_name=a&sslmode=require&connect_timeout=3";
        let (rest, wanted) = of(url);
        assert_eq!(
            rest,
            "postgres://u:p%3Fx@db.example/kontor?application_name=a&connect_timeout=3"
        );
        assert_eq!(wanted.mode(), Some(SslMode::Require));
        let keys = "host=db.example password=a?b=c";
        assert_eq!(of(keys).0, keys);
    }

    #[test]
    fn a_mode_that_does_not_exist_is_refused() {
        for mode in ["", "on", "VERIFY-FULL", "verify_full"] {
            let refused = split(&format!("postgres://db.example/kontor?sslmode={mode}")).unwrap_err();
            assert_eq!(refused.code, Code::BadParameter, "{mode}");
        }
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        let folder = crate::testing::Folder::create().unwrap();
        let path = folder.path().join("ca.pem");
        let connector = || {
            let url = format!(
                "postgres://db.example/x?sslmode=verify-ca&sslrootcert={}",
                path.display()
            );
            of(&url).1.connector().map(drop).map_err(|error| error.code)
        };
        assert_eq!(connector(), Err(Code::BadParameter), "it is not there");
        std::fs::write(&path, "no certificate").unwrap();
        assert_eq!(connector(), Err(Code::BadParameter), "there is none in it");
        assert!(
            of("postgres://db.example/x?sslmode=require")
                .1
                .connector()
                .is_ok()
        );
    }
}
