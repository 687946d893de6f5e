//! A client over TLS, with HTTP/1.1 or HTTP/2, that records the certificate of the server.

use crate::client::Answer;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use ureq::http::{Request, Response};

/// How long the handshake may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A version of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Http {
    /// HTTP/1.1.
    One,
    /// HTTP/2.
    Two,
}

/// A connection over TLS.
pub struct Secure {
    runtime: Runtime,
    sender: Sender,
    authority: String,
    certificate: Vec<u8>,
    version: rustls::ProtocolVersion,
}

enum Sender {
    One(http1::SendRequest<Full<Bytes>>),
    Two(http2::SendRequest<Full<Bytes>>),
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The method.
    pub method: &'a str,
    /// The path and the query.
    pub path: &'a str,
    /// The header fields.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a str,
}

impl Secure {
    /// Connects to `https://ADDRESS`, trusting the certificates in `ca` (PEM) alone.
    ///
    /// # Errors
    /// When nothing listens there, or the certificate is not trusted.
    ///
    /// # Panics
    /// When the URL is not an address of HTTPS, or the server does not support that version of HTTP.
    pub fn connect(url: &str, ca: &str, http: Http) -> io::Result<Self> {
        Self::connect_by(url, ca, http, rustls::ALL_VERSIONS)
    }

    /// As [`Self::connect`], with these versions of TLS only.
    ///
    /// # Errors
    /// As [`Self::connect`].
    ///
    /// # Panics
    /// As [`Self::connect`].
    pub fn connect_by(
        url: &str,
        ca: &str,
        http: Http,
        versions: &[&'static SupportedProtocolVersion],
    ) -> io::Result<Self> {
        let authority = url.strip_prefix("https://").expect("an address of TLS").to_owned();
        let address: SocketAddr = authority.parse().expect("an address and a port");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let config = config(ca, http, versions);
        let (sender, connection) = runtime.block_on(async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let name = ServerName::IpAddress(address.ip().into());
            let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
            let stream = timeout(PATIENCE, shaking).await??;
            let server = server(stream.get_ref().1);
            Ok::<_, io::Error>((sender(stream, http).await, server))
        })?;
        let (certificate, version) = connection;
        Ok(Self { runtime, sender, authority, certificate, version })
    }

    /// The server's certificate, DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The negotiated version of TLS.
    #[must_use]
    pub const fn version(&self) -> rustls::ProtocolVersion {
        self.version
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// When there was no answer.
    pub fn send(&mut self, sent: Sent<'_>) -> Result<Answer, hyper::Error> {
        let request = self.request(sent);
        let sender = &mut self.sender;
        self.runtime.block_on(async {
            let response = match sender {
                Sender::One(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await?
                }
                Sender::Two(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await?
                }
            };
            answer(response).await
        })
    }

    /// Sends several requests at the same time, over HTTP/2.
    ///
    /// # Panics
    /// Over HTTP/1.1.
    pub fn send_together(&self, sent: &[Sent<'_>]) -> Vec<Result<Answer, hyper::Error>> {
        let Sender::Two(sender) = &self.sender else { panic!("HTTP/1.1 has no streams") };
        self.runtime.block_on(async {
            let asking: Vec<_> = sent
                .iter()
                .map(|sent| {
                    let (mut sender, request) = (sender.clone(), self.request(*sent));
                    tokio::spawn(async move { answer(sender.send_request(request).await?).await })
                })
                .collect();
            let mut answers = Vec::new();
            for one in asking {
                answers.push(one.await.unwrap());
            }
            answers
        })
    }

    fn request(&self, sent: Sent<'_>) -> Request<Full<Bytes>> {
        let uri = match self.sender {
            Sender::One(_) => sent.path.to_owned(),
            Sender::Two(_) => format!("https://{}{}", self.authority, sent.path),
        };
        let mut request = Request::builder().method(sent.method).uri(uri);
        if matches!(self.sender, Sender::One(_)) {
            request = request.header("host", &self.authority);
        }
        for (name, value) in sent.headers {
            request = request.header(*name, *value);
        }
        request.body(Full::new(Bytes::from(sent.body.to_owned()))).unwrap()
    }
}

/// A client configuration that trusts `ca` (PEM) alone, and offers one version of HTTP.
pub(crate) fn config(
    ca: &str,
    http: Http,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca.as_bytes()) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_protocol_versions(versions).unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = match http {
        Http::One => vec![b"http/1.1".to_vec()],
        Http::Two => vec![b"h2".to_vec()],
    };
    config
}

/// The server's certificate, and the version of TLS.
fn server(connection: &ClientConnection) -> (Vec<u8>, rustls::ProtocolVersion) {
    let certificate = connection.peer_certificates().unwrap()[0].to_vec();
    (certificate, connection.protocol_version().unwrap())
}

async fn sender(stream: TlsStream<TcpStream>, http: Http) -> Sender {
    let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    match http {
        Http::One => {
            assert_eq!(agreed.as_deref(), Some(&b"http/1.1"[..]));
            let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            Sender::One(sender)
        }
        Http::Two => {
            assert_eq!(agreed.as_deref(), Some(&b"h2"[..]));
            let io = TokioIo::new(stream);
            let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
            tokio::spawn(connection);
            Sender::Two(sender)
        }
    }
}

async fn answer(response: Response<hyper::body::Incoming>) -> Result<Answer, hyper::Error> {
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}
