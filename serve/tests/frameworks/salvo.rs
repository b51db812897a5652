use std::net::SocketAddr;

use include_components_serve::Serve;

use crate::SITE as UI;

pub(crate) async fn serve(address: SocketAddr) {
    use salvo::prelude::*;

    #[handler]
    async fn version() -> &'static str {
        "1"
    }

    // recipe
    let files = TowerServiceCompat::<salvo::http::ReqBody, _, _, _>::compat(Serve::new(UI));
    let router = Router::new()
        .push(Router::with_path("api/version").get(version))
        .push(Router::with_path("{**path}").goal(files));
    // end
    let listener = TcpListener::new(address).bind().await;
    Server::new(listener).serve(router).await;
}
