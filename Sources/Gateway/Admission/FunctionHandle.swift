import Admission
import Telemetry
import Traces

/// What one event loop of the gateway keeps of one function, as long as its snapshot is in force.
final class FunctionHandle {
    let function: GatewaySnapshot.Function
    let metrics: FunctionMetrics
    /// Where spans come from, by the triggers of the function.
    let sites: [SpanSite]
    /// An answer of the function may be given again later, see ``StaleAnswers``.
    let keepsAnswers: Bool
    private let rules: CompiledRules
    private var answers: [RejectionAnswer] = []

    init(
        _ function: GatewaySnapshot.Function, metrics: FunctionMetrics, sites: [SpanSite], rules: CompiledRules,
        keepsAnswers: Bool
    ) {
        self.function = function
        self.metrics = metrics
        self.sites = sites
        self.rules = rules
        self.keepsAnswers = keepsAnswers
    }

    func answer(to rejection: Rejection) -> RejectionAnswer {
        if let made = answers.first(where: { $0.fits(rejection) }) { return made }
        let answer = RejectionAnswer(rejection, function: function.number, rules: rules)
        if answers.count < RejectionAnswer.mostKept { answers.append(answer) }
        return answer
    }
}
