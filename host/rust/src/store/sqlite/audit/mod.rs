//! The audit trail in the file: how it grows (`append`, `flood`), how it is read (`read`), verified
//! (`walk`), signed and cut (`keep`, `maintain`), and linked in files from before there was a chain
//! (`migrate`).

mod append;
mod flood;
mod keep;
mod maintain;
mod migrate;
mod read;
mod walk;

pub(super) use append::Trail;
pub(super) use flood::set_back;
pub(super) use migrate::link;
pub(super) use read::audit_trail;
