//! What the program is told, from the weakest word to the strongest: defaults, the configuration file, the
//! environment, the flags.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser};
use kontor_auth::LimiterPolicy;
use kontor_http::client::Cidr;
use kontor_http::origin::Origin;
use serde::Deserialize;

use crate::failure::Failure;

const DATA: &str = "./kontor-data";
const LISTEN: &str = "127.0.0.1:8080";
const FILE: &str = "kontor.toml";

/// Where the data is; for every command.
#[derive(Args, Clone, Default, Debug)]
pub struct Place {
    /// The data folder [default: ./kontor-data]
    #[arg(long, global = true, env = "KONTOR_DATA", value_name = "DIR", value_parser = path())]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database, postgres://user@host/name; SQLite in the data folder without
    #[arg(
        long,
        global = true,
        env = "KONTOR_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// The configuration file [default: kontor.toml in the data folder, if there is one]
    #[arg(long, global = true, env = "KONTOR_CONFIG", value_name = "FILE", value_parser = path())]
    pub config: Option<PathBuf>,
}

/// How the server is reached. Commands read it from environment and file only, for the links they print.
#[derive(Parser, Clone, Default, Debug)]
pub struct Door {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "KONTOR_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// The address that users type, `https://crm.example`
    #[arg(long, env = "KONTOR_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Proxies whose word about the client counts, 10.0.0.0/8; may be repeated
    #[arg(
        long,
        env = "KONTOR_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<String>,
    /// How often each API key may call in a minute [default: 6000]
    #[arg(long, env = "KONTOR_CALLS_PER_MINUTE", value_name = "N", value_parser = calls)]
    pub calls_per_minute: Option<Calls>,
    /// What the log tells: error, warn, info, debug, or by part such as warn,kontor_http=debug [default: info]
    #[arg(long, env = "KONTOR_LOG", value_name = "FILTER")]
    pub log: Option<String>,
}

impl Door {
    /// What the environment says.
    pub fn from_environment() -> Result<Door, Failure> {
        Door::try_parse_from(["kontor"]).map_err(|error| Failure::usage(error.to_string()))
    }
}

/// How many calls; none where nothing was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calls(Option<u32>);

fn calls(text: &str) -> Result<Calls, String> {
    if text.is_empty() {
        return Ok(Calls(None));
    }
    match text.parse() {
        Ok(number) if number > 0 => Ok(Calls(Some(number))),
        _ => Err("a number from 1 on is expected".to_owned()),
    }
}

/// A path, or nothing: whatever is empty says nothing.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// The configuration file.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
struct File {
    database: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    #[serde(default)]
    trusted_proxy: Vec<String>,
    calls_per_minute: Option<u32>,
    log: Option<String>,
}

/// What holds.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The PostgreSQL database, if it is not SQLite.
    pub database: Option<String>,
    /// Where to listen.
    pub listen: String,
    /// The address that users type.
    pub public: Option<Origin>,
    /// Proxies whose word counts.
    pub trusted_proxies: Arc<[Cidr]>,
    /// How often an API key may call.
    pub limits: LimiterPolicy,
    /// What the log tells.
    pub log: Option<String>,
}

impl Settings {
    /// Puts together what was said.
    pub fn resolve(place: &Place, door: &Door) -> Result<Settings, Failure> {
        let named = |path: &Option<PathBuf>| path.clone().filter(|path| !path.as_os_str().is_empty());
        let data = named(&place.data).unwrap_or_else(|| DATA.into());
        let file = match &named(&place.config) {
            Some(path) => {
                File::read(path)?.ok_or_else(|| Failure::new(format!("There is no {}.", path.display())))?
            }
            None => File::read(&data.join(FILE))?.unwrap_or_default(),
        };
        let database = said(&place.database).or(file.database);
        if database
            .as_deref()
            .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
        {
            return Err(Failure::usage(
                "The database is a URL that begins with postgres://.",
            ));
        }
        let public = said(&door.public_url).or(file.public_url);
        let public = public.map(|url| {
            let refuse = || Failure::usage(format!("{url:?} is no address such as https://crm.example."));
            Origin::parse(&url).ok_or_else(refuse)
        });
        let told: Vec<String> = door
            .trusted_proxy
            .iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect();
        let proxies = if told.is_empty() { file.trusted_proxy } else { told };
        let proxies = proxies.iter().map(|text| {
            let refuse = |_| Failure::usage(format!("{text:?} is no block of addresses such as 10.0.0.0/8."));
            text.trim().parse().map_err(refuse)
        });
        let listen = said(&door.listen)
            .or(file.listen)
            .unwrap_or_else(|| LISTEN.to_owned());
        let place = listen.rsplit_once(':').filter(|(host, _)| !host.is_empty());
        if place.is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
            let words = format!("{listen:?} is nowhere to listen, such as 127.0.0.1:8080.");
            return Err(Failure::usage(words));
        }
        let limits = match door
            .calls_per_minute
            .and_then(|calls| calls.0)
            .or(file.calls_per_minute)
        {
            Some(per_minute) => LimiterPolicy { per_minute },
            None => LimiterPolicy::default(),
        };
        Ok(Settings {
            data,
            database,
            listen,
            limits,
            public: public.transpose()?,
            trusted_proxies: proxies.collect::<Result<_, _>>()?,
            log: said(&door.log).or(file.log),
        })
    }

    /// The address that links begin with: the public one, or where the server listens.
    pub fn address(&self, listen: &str) -> Origin {
        let local = || Origin {
            https: false,
            authority: listen.to_owned(),
        };
        self.public.clone().unwrap_or_else(local)
    }
}

/// An empty variable says nothing: that is how container files leave one out.
fn said(value: &Option<String>) -> Option<String> {
    value.clone().filter(|text| !text.is_empty())
}

impl File {
    fn read(path: &Path) -> Result<Option<File>, Failure> {
        let fail = |cause: &dyn std::fmt::Display| {
            Failure::because(format!("{} can't be read", path.display()), cause)
        };
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map(Some).map_err(|cause| fail(&cause)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(fail(&cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str, door: Door) -> Result<Settings, Failure> {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join(FILE), file).unwrap();
        let place = Place {
            data: Some(data.path().to_owned()),
            ..Place::default()
        };
        Settings::resolve(&place, &door)
    }

    #[test]
    fn the_file_is_stronger_than_the_defaults_and_weaker_than_flags() {
        let nothing = told("", Door::default()).unwrap();
        assert_eq!(
            (nothing.listen.as_str(), nothing.database, nothing.public),
            (LISTEN, None, None)
        );
        let file = r#"listen = "0.0.0.0:80"
            public_url = "https://CRM.example/"
            trusted_proxy = ["10.0.0.0/8", "::1"]
            calls_per_minute = 90"#;
        let settings = told(file, Door::default()).unwrap();
        assert_eq!(
            (nothing.limits.per_minute, settings.limits.per_minute),
            (6_000, 90)
        );
        assert_eq!(settings.listen, "0.0.0.0:80");
        assert_eq!(settings.address("x").as_text(), "https://crm.example");
        assert_eq!(settings.trusted_proxies.len(), 2);
        let flags = Door {
            listen: Some("[::1]:1".into()),
            trusted_proxy: vec!["::1".into()],
            ..Door::default()
        };
        let settings = told(file, flags).unwrap();
        assert_eq!(
            (settings.listen.as_str(), settings.trusted_proxies.len()),
            ("[::1]:1", 1)
        );
    }

    /// The page names every flag, its variable, and its key in the file.
    #[test]
    fn the_page_about_it_names_everything() {
        use clap::CommandFactory;
        let page = include_str!("../../docs/configuration.md");
        let place = Place::augment_args(clap::Command::new("kontor"));
        let all = [place, Door::command()];
        let told = all.iter().flat_map(clap::Command::get_arguments);
        let mut rows = 0;
        for argument in told.filter(|argument| argument.get_env().is_some()) {
            let id = argument.get_id().as_str();
            let flag = argument.get_long().unwrap();
            let variable = argument.get_env().unwrap().to_str().unwrap();
            let key = match id {
                "data" | "config" => String::new(),
                key => format!("`{key}` "),
            };
            let row = format!("| `--{flag}` | `{variable}` | {key}|");
            assert!(page.contains(&row), "{row}");
            rows += 1;
        }
        assert_eq!(rows, page.matches("| `--").count(), "and nothing else");
    }

    #[test]
    fn what_can_not_be_meant_is_refused() {
        for file in [
            "listn = \"127.0.0.1:1\"",
            "listen = 8080",
            "listen = \"nonsense\"",
            "listen = \":8080\"",
            "listen = \"127.0.0.1:80800\"",
            "calls_per_minute = -1",
            "public_url = \"ftp://crm.example\"",
            "trusted_proxy = [\"proxy\"]",
            "database = \"mysql://localhost/kontor\"",
        ] {
            assert!(told(file, Door::default()).is_err(), "{file}");
        }
        let missing = Place {
            config: Some("/nowhere/kontor.toml".into()),
            ..Place::default()
        };
        assert!(Settings::resolve(&missing, &Door::default()).is_err());
    }
}
