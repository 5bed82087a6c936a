//! Threads that take tasks one after the other, and one listener to everything that they report.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Nobody listens any more: another thread has failed.
pub struct Unheard;

/// Does all tasks on some threads, and returns what `listen` returns. A thread ends when there are no
/// tasks, or when nobody listens; the listener's end is therefore the end of all work.
pub fn run<Task: Send, Message: Send, Said>(
    tasks: impl Iterator<Item = Task>,
    threads: usize,
    work: impl Fn(Task, &Sender<Message>) -> Result<(), Unheard> + Sync,
    listen: impl FnOnce(Receiver<Message>) -> Said,
) -> Said {
    let queue: Mutex<VecDeque<Task>> = Mutex::new(tasks.collect());
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads {
            let (sender, queue, work) = (sender.clone(), &queue, &work);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().map(|mut queue| queue.pop_front());
                    let Ok(Some(task)) = next else { return };
                    if work(task, &sender).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        listen(receiver)
    })
}
