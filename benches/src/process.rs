//! Servers that run, each a process.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::measure;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Process {
    /// Starts it, and waits for its first line, which says where it listens.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or says anything else.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        if let Some(output) = &mut child.stdout {
            BufReader::new(output).read_line(&mut line)?;
        }
        match line.trim().parse() {
            Ok(address) => Ok(Process { child, address }),
            Err(_) => {
                end(&mut child);
                Err(io::Error::other(format!("{command:?} said {line:?}")))
            }
        }
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns the CPU time of the process and of those that it started and that run.
    ///
    /// # Errors
    ///
    /// If one has ended.
    pub fn cpu(&self) -> io::Result<Duration> {
        let children: io::Result<Vec<Duration>> =
            children_of(self.id())?.into_iter().map(measure::cpu_of).collect();
        Ok(measure::cpu_of(self.id())? + children?.iter().sum::<Duration>())
    }

    /// Returns how many processes it has started that run.
    ///
    /// # Errors
    ///
    /// Where there is no `/proc`.
    pub fn children(&self) -> io::Result<usize> {
        Ok(children_of(self.id())?.len())
    }

    /// Returns the resident memory of the process that is of no file, in bytes.
    ///
    /// # Errors
    ///
    /// Where there is no `/proc`.
    pub fn anonymous(&self) -> io::Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.id()))?;
        let field = text.lines().find_map(|line| line.strip_prefix("Anonymous:"));
        let kilobytes = field.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        Ok(kilobytes.ok_or(io::Error::other("no memory is anonymous"))? * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// Returns the processes that a process has started and that run.
fn children_of(parent: u32) -> io::Result<Vec<u32>> {
    let mut children = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended meanwhile.
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
        // Behind the name, which may have anything in it: the state, then the parent.
        let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
        if after.split(' ').nth(1).and_then(|it| it.parse().ok()) == Some(parent) {
            children.push(id);
        }
    }
    Ok(children)
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
