import HTTPTransport
import MeridianCore
import NIOCore

/// What a program that is an HTTP server gets to see of a function's requests, beside what the client sent: the fields
/// by which Function Compute and Knative tell of an invocation.
struct ForeignRequest {
    private let function: FunctionManifest
    private let service: ServiceName
    /// What is the same for every request.
    private let fields: HTTPFields

    init(_ function: FunctionManifest, of release: Release) {
        self.function = function
        service = release.service
        let options = release.manifest.options(of: function)
        var fields: HTTPFields = [
            "x-fc-function-name": function.name.rawValue,
            "x-fc-service-name": release.service.rawValue,
            "x-fc-version-id": String(release.number),
            "x-fc-function-memory": String(options.memorySize),
            "x-fc-function-timeout": FunctionOptions.shown(options.timeout),
        ]
        if let handler = function.handler { fields.append("x-fc-function-handler", handler) }
        self.fields = fields
    }

    /// HTTP requests pass as they came. Every other trigger is a POST to `/`: an event as a CloudEvent in binary mode, a
    /// timer or a queue's batch as CloudEvents of Meridian's own types with the JSON that functions get.
    func head(of invocation: EngineInvocation) -> RequestHead {
        var head = invocation.request
        head.fields = ownFieldsOnly(head.fields)
        var id = ""
        head.fields.withFirstValue("x-request-id") { id = String(decoding: $0, as: UTF8.self) }
        let trigger = function.triggers[invocation.trigger]
        if case .http = trigger {
            head.fields.append("x-fc-control-path", "/http-invoke")
        } else {
            head.target = ByteBuffer(string: "/")
            head.fields.append("x-fc-control-path", "/invoke")
            describe(trigger, id, &head.fields)
        }
        head.fields.append("x-fc-request-id", id)
        head.fields.append(contentsOf: fields)
        return head
    }

    /// Without what only the platform may say.
    private func ownFieldsOnly(_ sent: HTTPFields) -> HTTPFields {
        var kept = HTTPFields(capacity: sent.block.readableBytes + fields.block.readableBytes + 160)
        sent.forEach { name, value in
            if !name.starts(with: "x-fc-".utf8) { kept.append(name: name, value: value) }
        }
        return kept
    }

    private func describe(_ trigger: Trigger, _ id: String, _ fields: inout HTTPFields) {
        if !fields.has("host") { fields.append("host", "\(service).localhost") }
        guard !fields.has("ce-type") else { return }
        fields.append("ce-specversion", "1.0")
        fields.append("ce-id", id)
        fields.append("ce-source", "/services/\(service)/functions/\(function.name)")
        fields.append("ce-type", "dev.meridian.\(trigger.kind)")
        if case .queue(let queue) = trigger { fields.append("ce-subject", queue.queue) }
    }
}
