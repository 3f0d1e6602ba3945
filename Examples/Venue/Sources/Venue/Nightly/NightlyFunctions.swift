import Meridian

@Functions
struct NightlyFunctions {
    @Inject var store: Store

    // Asynchronous although nothing is awaited: it walks through everything there is.
    @Timer(cron: "0 3 * * *", description: "Forget reservations that ended, log the figures of the day")
    func refresh(_ context: Context) async {
        let figures = store.closeDay()
        context.logger.info(
            "the day is closed",
            metadata: [
                "dropped": "\(figures.dropped)", "held": "\(figures.heldPieces)", "ordered": "\(figures.orderedPieces)",
                "sold": "\(figures.soldPieces)", "orders": "\(figures.orders)", "takings": "\(figures.takings)",
                "redemptions": "\(figures.redemptions)", "mails": "\(figures.mails)",
            ])
    }
}
