//! The body of a response.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The body of a response: bytes of the program, or a page that was made.
///
/// It is one frame of known size, and never fails. The bytes of components are not
/// copied. In live mode, and there alone, one response is a stream without an end.
#[derive(Debug)]
pub struct Body(Inner);

#[derive(Debug)]
enum Inner {
    Bytes(Bytes),
    #[cfg(all(feature = "live", debug_assertions))]
    Events(crate::live::Events),
}

impl Body {
    pub(crate) const fn new(bytes: Bytes) -> Self {
        Body(Inner::Bytes(bytes))
    }

    #[cfg(all(feature = "live", debug_assertions))]
    pub(crate) fn events(events: crate::live::Events) -> Self {
        Body(Inner::Events(events))
    }

    pub(crate) const fn empty() -> Self {
        Body(Inner::Bytes(Bytes::new()))
    }

    /// Takes the bytes out, for frameworks with bodies of their own; a stream has none.
    #[cfg(feature = "actix")]
    pub(crate) fn try_into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Inner::Bytes(bytes) => Ok(bytes),
            #[cfg(all(feature = "live", debug_assertions))]
            Inner::Events(_) => Err(self),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Body::empty()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut self.0 {
            Inner::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            #[cfg(all(feature = "live", debug_assertions))]
            Inner::Events(events) => events.poll(_context).map(|it| Some(Ok(Frame::data(it)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.is_empty(),
            #[cfg(all(feature = "live", debug_assertions))]
            Inner::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            #[cfg(all(feature = "live", debug_assertions))]
            Inner::Events(_) => SizeHint::default(),
        }
    }
}
