//! The body of a response.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The body of a response: bytes of the program, or a page that was made.
///
/// It is one frame of known size, and never fails. The bytes of components are not
/// copied.
#[derive(Debug, Default)]
pub struct Body(Bytes);

impl Body {
    pub(crate) const fn new(bytes: Bytes) -> Self {
        Body(bytes)
    }

    pub(crate) const fn empty() -> Self {
        Body(Bytes::new())
    }

    /// Takes the bytes out, for frameworks with bodies of their own.
    #[cfg(feature = "actix")]
    pub(crate) fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.0);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}
