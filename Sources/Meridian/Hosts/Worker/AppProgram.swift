import HTTPTransport
import MeridianCore
import NIOCore
import Wire

/// The functions of an app, as a worker's program.
final class AppProgram: WorkerProgram {
    /// As the code declares it, and from the initialization on as the platform numbers it.
    private var table: FunctionTable
    private let progress: WorkerProgress

    init(_ table: FunctionTable, _ progress: WorkerProgress) {
        self.table = table
        self.progress = progress
    }

    func initialize(_ initialization: WorkerInitialization) throws(MeridianError) {
        table = try FunctionTable(table, numberedBy: initialization)
        if let failure = progress.startFailure { throw failure }
    }

    func becomeReady() {
        progress.becomeReady()
    }

    func invoke(
        function: Int, trigger: Int, request: consuming RequestHead, timeout: TimeAmount?,
        responder: any ExchangeResponder
    ) -> (any ExchangeReceiver)? {
        table.invoke(function: function, trigger: trigger, request: request, timeout: timeout, responder: responder)
    }

    func leave() {
        progress.leave()
    }
}
