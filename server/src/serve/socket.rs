//! The socket in the data folder: whoever may open it is the owner of the machine.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use axum::serve::Listener;
use tokio::net::{UnixListener, UnixStream};

use crate::failure::Failure;
use crate::folder::{self, Folder};

/// Takes connections of the owner and of root, and of nobody else.
pub struct OwnersDoor {
    listener: UnixListener,
    owner: u32,
}

/// Opens the socket. One that a crashed server left behind goes; the lock says that nobody uses it.
pub fn listen(folder: &Folder) -> Result<OwnersDoor, Failure> {
    let path = folder::socket(folder.path());
    let fail = |cause| Failure::because(format!("The socket {} can't be opened", path.display()), cause);
    remove(folder);
    let listener = UnixListener::bind(&path).map_err(fail)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(fail)?;
    let owner = path.metadata().map_err(fail)?.uid();
    Ok(OwnersDoor { listener, owner })
}

/// Removes the socket.
pub fn remove(folder: &Folder) {
    // There may be none.
    let _ = std::fs::remove_file(folder::socket(folder.path()));
}

impl Listener for OwnersDoor {
    type Io = UnixStream;
    type Addr = ();

    async fn accept(&mut self) -> (UnixStream, ()) {
        loop {
            let (stream, _) = Listener::accept(&mut self.listener).await;
            // The mode of the file keeps others out; this holds in the moment before it was set, too.
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == self.owner || peer.uid() == 0 => return (stream, ()),
                _ => tracing::warn!("somebody else was turned away from the owner's socket"),
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<()> {
        Ok(())
    }
}
