import MeridianCore
import Synchronization

/// Collects what properties marked `@Inject` and `@Config` ask for, while the values they belong to are made.
final class Wiring: Sendable {
    /// Set while an app, its plug-ins, functions or providers are evaluated.
    @TaskLocal static var current: Wiring?

    private struct State {
        var needs: [Need] = []
        var settings: [SettingNeed] = []
        var failure: MeridianError?
    }

    private let state = Mutex(State())
    /// From start on: what can be had is handed over at once.
    private let container: Container?

    init(container: Container? = nil) {
        self.container = container
    }

    /// What could not be handed over yet.
    var needs: [Need] { state.withLock { $0.needs } }
    var settings: [SettingNeed] { state.withLock { $0.settings } }
    /// The first setting that is missing or can't be read.
    var failure: MeridianError? { state.withLock { $0.failure } }

    func add(_ need: Need) {
        if let container, container.has(need.key) { return need.fill(container) }
        state.withLock { $0.needs.append(need) }
    }

    func add(_ setting: SettingNeed) {
        guard let container else { return state.withLock { $0.settings.append(setting) } }
        do throws(MeridianError) {
            try setting.fill(container.configuration)
        } catch {
            state.withLock { $0.failure = $0.failure ?? error }
        }
    }
}
