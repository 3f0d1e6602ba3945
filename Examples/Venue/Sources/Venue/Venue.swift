import Meridian
import MeridianHealth
import MeridianOpenAPI

/// A shopping festival: ten thousand items, a few pieces of each, and more people than pieces.
///
/// Reservations, redemptions and orders are kept in the memory of an instance and go with it; `meridian.yml` therefore
/// asks for a single instance.
@main
struct Venue: FunctionApp {
    var functions: some FunctionGroup {
        PageFunctions()
        ItemFunctions()
        PriceFunctions()
        ReservationFunctions()
        CouponFunctions()
        OrderFunctions()
        MailFunctions()
        NightlyFunctions()
    }

    var plugins: [any Plugin] {
        [HealthPlugin(), OpenAPI(title: "Venue", version: "1")]
    }

    var middleware: [any FunctionLayer] {
        SecurityHeaders()
        CrossSiteProtection()
    }

    var configuration: Configuration { ["items.pageSize": 20] }

    func provide(_ providers: inout Providers) {
        providers.singleton { Catalog() }
        providers.singleton { Store() }
    }
}
