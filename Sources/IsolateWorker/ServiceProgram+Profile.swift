import HTTPTransport
import Isolates
import MeridianCore
import NIOCore
import NIOPosix

/// Samples of a function, which the platform asks for; see ``InvocationHead/profileTrigger``.
extension ServiceProgram {
    /// Sampling ends when nobody has asked for what it took for so long: samples take memory.
    static let samplingPatience = TimeAmount.seconds(5)

    func profile(_ isolate: FunctionIsolate, _ method: HTTPMethod, responder: any ExchangeResponder) {
        guard method != .post else {
            let isSampling = isolate.startSampling(patience: Self.samplingPatience)
            return responder.respond(ResponseHead(status: isSampling ? 204 : 501), body: ByteBuffer())
        }
        let (text, map) = (isolate.takeSamples(patience: Self.samplingPatience), isolate.service?.sourceMap)
        if method == .delete { isolate.stopSampling() }
        // Elsewhere, so that requests do not wait for it.
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            try ScriptSamples(text, map: map).folded
        }
        .assumeIsolated().whenComplete { result in
            switch result {
            case .success(let folded): responder.respond(ResponseHead(), body: ByteBuffer(string: folded))
            case .failure(let error):
                responder.fail(MeridianError(.profilerFailed, "samples can't be read: \(error)", status: 502))
            }
        }
    }
}
