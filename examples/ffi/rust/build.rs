//! Where libsdp is: in the folder that SDP_LIB_DIR names, else where pkg-config says, else where the linker looks.
use std::process::Command;

fn folder_of_pkg_config() -> Option<String> {
    let told = Command::new("pkg-config").args(["--variable=libdir", "sdp"]).output().ok()?;
    let folder = String::from_utf8(told.stdout).ok()?.trim().to_string();
    (told.status.success() && !folder.is_empty()).then_some(folder)
}

fn main() {
    println!("cargo:rerun-if-env-changed=SDP_LIB_DIR");
    match std::env::var("SDP_LIB_DIR").ok().or_else(folder_of_pkg_config) {
        Some(folder) => println!("cargo:rustc-link-search=native={folder}"),
        None => {
            println!("cargo:warning=pkg-config does not know sdp; SDP_LIB_DIR or PKG_CONFIG_PATH tells where it is")
        }
    }
}
