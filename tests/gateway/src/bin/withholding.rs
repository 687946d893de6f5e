//! A planted fault: a service whose transport withholds answers while it has read anything else. The
//! gateway had this fault. Each answer is as long as the gateway's longest page.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "test code: its errors are shown by the test that runs it"
)]

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use tokio::net::TcpListener;

const ANSWER: usize = 40 * 1024;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("codemint listening on http://{}", listener.local_addr().unwrap());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let answer = service_fn(async |_| {
                Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(vec![b'x'; ANSWER]))))
            });
            let builder = http1::Builder::new().pipeline_flush(true).clone();
            tokio::spawn(builder.serve_connection(TokioIo::new(stream), answer));
        }
    });
}
