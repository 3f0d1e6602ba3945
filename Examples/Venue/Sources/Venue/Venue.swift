import Meridian

/// A shopping festival: ten thousand items, a few pieces of each, and more people than pieces.
///
/// Reservations, redemptions and orders are kept in the memory of an instance and go with it; `meridian.yml` therefore
/// asks for a single instance.
@main
struct Venue: FunctionApp {
    private let catalog: Catalog
    private let store: Store

    init() {
        self.init(store: Store())
    }

    init(catalog: Catalog = Catalog(), store: Store) {
        self.catalog = catalog
        self.store = store
    }

    var functions: some FunctionGroup {
        PageFunctions()
        ItemFunctions(catalog: catalog, store: store)
        ReservationFunctions(catalog: catalog, store: store)
        CouponFunctions(store: store)
        OrderFunctions(store: store)
        MailFunctions(catalog: catalog, store: store)
        NightlyFunctions(store: store)
    }
}
