import Foundation
import Specification
import Synchronization

/// Tells what a long piece of work is doing: on a terminal in one line that changes, elsewhere in plain lines at the
/// beginning of each step, and not at all with `--json`.
final class Progress: Sendable {
    private struct State {
        var step = ""
        var isShown = false
    }

    private let isQuiet: Bool
    private let isTerminal: Bool
    private let state = Mutex(State())

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        self.isTerminal = StandardError.isTerminal
    }

    /// Begins a step.
    func step(_ text: String) {
        guard !isQuiet else { return }
        state.withLock { state in
            state.step = text
            if isTerminal {
                show(text, &state)
            } else {
                StandardError.write(text + "\n")
            }
        }
    }

    /// Says how far the step is; seen on a terminal only.
    func detail(_ text: String) {
        guard !isQuiet, isTerminal else { return }
        state.withLock { show("\($0.step)  \(text)", &$0) }
    }

    /// Says what is doubtful in a file.
    func tell(_ warnings: [Diagnostic]) {
        guard !isQuiet else { return }
        clear()
        for warning in warnings { StandardError.write(SourceDiagnostic(warning).rendered + "\n") }
    }

    /// Takes the line away, before anything else is written.
    func clear() {
        state.withLock { state in
            guard state.isShown else { return }
            StandardError.write("\r\u{1B}[K")
            state.isShown = false
        }
    }

    private func show(_ text: String, _ state: inout State) {
        StandardError.write("\r\u{1B}[K" + String(text.prefix(100)))
        state.isShown = true
    }
}
