import Glibc
import MeridianCore

/// What a function is in the eyes of a program that was written for Lambda.
struct LambdaIdentity: Sendable {
    /// The account in names of resources. There is none here.
    static let account = "000000000000"

    let function: String
    let version: String
    let handler: String
    let memorySize: Int
    let concurrency: Int
    let region: String

    init(_ release: Release, _ group: GroupPlan.Group) {
        let name = release.manifest.functions[group.functions[0]].name
        let isOnly = release.manifest.functions.count == 1 && name.rawValue == "main"
        function = isOnly ? release.service.rawValue : "\(release.service)-\(name)"
        version = String(release.number)
        handler = group.handler
        memorySize = group.options.memorySize
        concurrency = group.options.concurrency
        region =
            group.options.environment["AWS_REGION"] ?? group.options.environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    }

    var arn: String { "arn:aws:lambda:\(region):\(Self.account):function:\(function):\(version)" }

    /// What a runtime finds in its environment
    /// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
    /// - Parameters:
    ///   - address: Of the Runtime API, host and port.
    ///   - directory: Where the package is, as the program sees it.
    func environment(address: String, instance: String, directory: String) -> [String: String] {
        var variables = [
            "AWS_LAMBDA_RUNTIME_API": address,
            "_HANDLER": handler,
            "LAMBDA_TASK_ROOT": directory,
            "LAMBDA_RUNTIME_DIR": directory,
            "LD_LIBRARY_PATH": "\(directory):\(directory)/lib",
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "AWS_LAMBDA_FUNCTION_VERSION": version,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(memorySize),
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(function)",
            "AWS_LAMBDA_LOG_STREAM_NAME": instance,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_EXECUTION_ENV": "AWS_Lambda_provided.al2023",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "TZ": ":UTC",
        ]
        if concurrency > 1 { variables["AWS_LAMBDA_MAX_CONCURRENCY"] = String(concurrency) }
        return variables
    }

    /// An id in the form that Lambda gives: that of a UUID. One that a caller chose otherwise is replaced.
    static func requestID(_ id: String) -> String {
        let isHexadecimal = id.utf8.count == 32 && id.utf8.allSatisfy { PercentEncoding.hexValue($0) != nil }
        let digits = Array((isHexadecimal ? id : RequestID.make()).utf8)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// The platform's id for one that ``requestID(_:)`` made.
    static func platformID(_ id: String) -> String {
        let plain = id.filter { $0 != "-" }
        return id.utf8.count == 36 && plain.utf8.count == 32 ? plain : id
    }

    /// The trace of a request as X-Ray writes it
    /// (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
    static func traceHeader(_ fields: HTTPFields) -> String {
        let trace = TraceContext(fields: fields) ?? .make()
        let span = trace.description.split(separator: "-")[2]
        return "Root=\(root(of: trace));Parent=\(span);Sampled=\(trace.isSampled ? 1 : 0)"
    }

    static func root(of trace: TraceContext) -> String {
        let id = trace.traceID
        return "1-\(id.prefix(8))-\(id.dropFirst(8))"
    }
}
