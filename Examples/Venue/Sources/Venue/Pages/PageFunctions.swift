import Meridian

@Functions
struct PageFunctions {
    @HTTP(.get, description: "The page that visitors see first")
    func home() -> Response {
        .html(LandingPage.html)
    }
}
