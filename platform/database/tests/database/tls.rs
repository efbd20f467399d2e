//! Encrypted connections to PostgreSQL: trusted as far as the address says. `KONTOR_TEST_POSTGRES_CA` names the file
//! with the certificate of the server, which is for `localhost` and no other name.

use kontor_database::testing::POSTGRES;
use kontor_database::{PgOptions, PgServer};
use kontor_kernel::{Code, Result};

/// Whether a connection to this host is encrypted.
async fn encrypted(host: &str, query: &str) -> Result<bool> {
    let url = std::env::var(POSTGRES).unwrap().replace("127.0.0.1", host);
    let options = PgOptions {
        connections: 1,
        ..PgOptions::default()
    };
    let server = PgServer::connect(&format!("{url}?{query}"), options).await?;
    let sql = "SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid() AND ssl";
    let database = server.schema("pg_catalog");
    let read = database.read(|tx| tx.row(sql, &[], |_| Ok(())));
    Ok(read.await?.is_some())
}

#[tokio::test]
async fn a_connection_is_encrypted_and_its_server_known_as_the_address_says() {
    let Ok(certificate) = std::env::var("KONTOR_TEST_POSTGRES_CA") else {
        return;
    };
    let known = format!("sslrootcert={certificate}");
    for (host, query, expected) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), Some(false)),
        ("127.0.0.1", "application_name=test".to_owned(), Some(true)),
        ("127.0.0.1", "sslmode=prefer".to_owned(), Some(true)),
        ("127.0.0.1", "sslmode=require".to_owned(), Some(true)),
        ("127.0.0.1", format!("sslmode=require&{known}"), Some(true)),
        ("127.0.0.1", format!("sslmode=verify-ca&{known}"), Some(true)),
        ("localhost", format!("sslmode=verify-full&{known}"), Some(true)),
        // Another name than the certificate's; and nobody this machine trusts has signed it.
        ("127.0.0.1", format!("sslmode=verify-full&{known}"), None),
        ("localhost", "sslmode=verify-ca".to_owned(), None),
        ("localhost", "sslmode=verify-full".to_owned(), None),
    ] {
        match encrypted(host, &query).await {
            Ok(answer) => assert_eq!(Some(answer), expected, "{host} {query}"),
            Err(error) => {
                assert_eq!(expected, None, "{host} {query}: {error:?}");
                let refused = matches!(error.code, Code::Unavailable | Code::BadParameter);
                assert!(refused && error.detail.contains("certificate"), "{error}");
            }
        }
    }
}
