import HTTPTransport
import MeridianCore
import NIOCore

/// Takes what the Azure Functions host sends to a custom handler: requests that it forwards as they came, and for every
/// other trigger a POST to `/NAME` of the function.
final class AzureHandler: ExchangeHandler {
    private let routes: AppRoutes
    private let requests: AppHandler
    private let functions: [String: FunctionManifest]

    /// What stands before the routes of functions unless `host.json` says otherwise.
    private static let prefix = "/api"

    init(_ routes: AppRoutes) {
        self.routes = routes
        requests = AppHandler(routes)
        functions = Dictionary(uniqueKeysWithValues: routes.table.manifest.map { ($0.name.rawValue, $0) })
    }

    func handle(_ head: consuming RequestHead, responder: any ExchangeResponder) -> (any ExchangeReceiver)? {
        if head.method == .post, Self.isFromHost(head.fields), let function = functions[String(head.path.dropFirst())],
            function.hasBackgroundTrigger || !takes(head)
        {
            return invoke(function, head, responder)
        }
        return requests.handle(withoutPrefix(head), responder: responder)
    }

    /// A client's requests come through Azure's front, which says for whom it forwards; the server itself adds where the
    /// connection comes from. So nobody outside can pass for the Functions host.
    private static func isFromHost(_ fields: HTTPFields) -> Bool {
        fields.values("x-forwarded-for").count <= 1
    }

    private func withoutPrefix(_ head: RequestHead) -> RequestHead {
        let target = String(buffer: head.target)
        guard target.hasPrefix(Self.prefix + "/"), !takes(head) else { return head }
        var head = head
        head.target = ByteBuffer(string: String(target.dropFirst(Self.prefix.utf8.count)))
        return head
    }

    private func takes(_ head: RequestHead) -> Bool {
        let match = head.target.withUnsafeReadableBytes {
            routes.router.match(head.method, path: AppHandler.path(of: $0))
        }
        if case .found = match { return true }
        return false
    }

    private func invoke(
        _ function: FunctionManifest, _ head: RequestHead, _ responder: any ExchangeResponder
    ) -> any ExchangeReceiver {
        BodyGathering(for: responder, limit: 128 << 20) { [self] body, responder in
            let reply = AzureReply(responder)
            do throws(MeridianError) {
                let payload = try AzurePayload(body)
                if let request = try payload.request() {
                    return serve(request, head, reply)
                }
                let surroundings = Dispatcher.Surroundings(
                    fields: [RequestID.fieldName: head.fields[RequestID.fieldName] ?? RequestID.make()])
                try Dispatcher(routes: routes).dispatch(
                    payload.delivery(to: function), with: surroundings, on: responder.eventLoop, completion: reply.give)
            } catch {
                responder.fail(error)
            }
        }
    }

    private func serve(_ request: AzurePayload.Request, _ outer: RequestHead, _ reply: AzureReply) {
        var head = request.head
        head.fields.identify(outer.fields[RequestID.fieldName] ?? "")
        let responder = CollectingResponder(eventLoop: reply.eventLoop) { answer in
            reply.give(answer, name: request.outputName)
        }
        requests.handle(withoutPrefix(head), responder: responder)?.exchangeReceived(request.body, isLast: true)
    }
}

extension FunctionManifest {
    /// Whether anything but a request calls it.
    fileprivate var hasBackgroundTrigger: Bool { triggers.contains { $0.kind != "http" } }
}
