use std::net::SocketAddr;

use include_components_serve::Serve;

use crate::SITE as UI;

pub(crate) async fn serve(address: SocketAddr) {
    use poem::endpoint::{TowerCompatExt, make_sync};
    use poem::{Route, Server, get, listener::TcpListener};

    let version = make_sync(|_| "1");
    // recipe
    let app = Route::new().at("/api/version", get(version)).at("/*path", Serve::new(UI).compat());
    // end
    Server::new(TcpListener::bind(address)).run(app).await.unwrap();
}
