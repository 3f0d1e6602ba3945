import Meridian

@Functions
struct PageFunctions {
    // The page is the same for everybody, so it is made once.
    private let html = LandingPage().html

    @HTTP(.get, description: "The page that visitors see first")
    func home() -> Response {
        .html(html)
    }
}
