import Access
import Engine
import LambdaAPI
import MeridianCore
import NIOCore

/// The function that a request is about.
struct LambdaTarget: Sendable {
    var service: ServiceName
    var function: FunctionName
    /// As clients call it.
    var name: String
    /// As the client named it.
    var qualifier: FunctionQualifier?
    var region: String

    func arn(_ qualifier: FunctionQualifier? = nil) -> FunctionARN {
        FunctionARN(region: region, name: name, qualifier: qualifier)
    }

    /// What the audit log calls it.
    var subject: String { "services/\(service)" }
}

extension LambdaEndpoints {
    /// Finds the function that the path names, and the qualifier, which is behind the name or in the query.
    /// - Throws: ``ErrorCode/permissionMissing``, ``ErrorCode/lambdaFunctionUnknown``, ``ErrorCode/lambdaParameterInvalid``.
    func target(of request: ControlRequest, needing permission: Permission) async throws -> LambdaTarget {
        let reference = try FunctionReference(request.parameters["function"] ?? "")
        var qualifier = reference.qualifier
        if let text = request.query["Qualifier"], !text.isEmpty {
            let wanted = try FunctionQualifier(text)
            guard qualifier == nil || qualifier == wanted else {
                throw MeridianError(
                    .lambdaParameterInvalid,
                    "the qualifier is '\(wanted)' in the query and '\(qualifier!)' behind the name; send one",
                    status: 400)
            }
            qualifier = wanted
        }
        guard let (service, function) = try await find(reference.name) else {
            // Whether there is one is told to those who may see it alone.
            if let name = ServiceName(reference.name) {
                try request.principal.require(permission, on: name)
            } else {
                try request.principal.require(permission)
            }
            throw MeridianError(.lambdaFunctionUnknown, "there is no function '\(reference.name)'", status: 404)
        }
        try request.principal.require(permission, on: service)
        return LambdaTarget(
            service: service, function: function, name: reference.name, qualifier: qualifier, region: request.region)
    }

    /// A service with one function goes by its own name, one with several by `SERVICE-FUNCTION`, as their instances are told.
    func find(_ name: String) async throws -> (ServiceName, FunctionName)? {
        if let service = ServiceName(name), let functions = await functions(of: service) {
            if functions.count == 1 { return (service, functions[0]) }
            throw MeridianError(
                .lambdaParameterInvalid,
                "'\(service)' has several functions; name one of \(functions.map { "\(service)-\($0)" }.joined(separator: ", "))",
                status: 400)
        }
        for index in name.indices where name[index] == "-" {
            guard let service = ServiceName(String(name[..<index])),
                let function = FunctionName(String(name[name.index(after: index)...])),
                await functions(of: service)?.contains(function) == true
            else { continue }
            return (service, function)
        }
        return nil
    }

    /// `nil` when there is no such service. One that does not answer has the function that the API made.
    private func functions(of service: ServiceName) async -> [FunctionName]? {
        guard let found = try? await services.service(service) else { return nil }
        return found.live?.release.manifest.functions.map(\.name) ?? [LambdaPackage.function]
    }

    /// A function that was made by this API, which alone can be changed by it.
    func record(of target: LambdaTarget) throws(MeridianError) -> LambdaRecord {
        guard let record = records[target.service] else {
            throw MeridianError(
                .lambdaConflict,
                "'\(target.name)' was deployed as a package of Meridian; change it with `meridian deploy`", status: 409)
        }
        return record
    }
}

extension ControlRequest {
    /// The region that the caller signed for.
    var region: String { (try? SignatureClaim(head))??.scope.region ?? FunctionARN.standardRegion }

    /// Reads the body of an operation; one without a body is an empty object.
    /// - Throws: ``ErrorCode/lambdaBodyInvalid`` with status 400.
    func lambdaBody<Shape: Decodable>(_ type: Shape.Type) async throws -> Shape {
        var bytes = try await body.collect(upTo: LambdaEndpoints.bodyLimit)
        if bytes.readableBytes == 0 { bytes.writeString("{}") }
        do {
            return try ControlJSON.decode(type, from: bytes)
        } catch let error as MeridianError where error.code == .badControlRequest {
            throw MeridianError(.lambdaBodyInvalid, error.message, status: 400, cause: error)
        }
    }
}

extension LambdaEndpoints {
    /// Bytes of a request: a zip of 50 MiB in Base64, and what is said beside it.
    static let bodyLimit = 70 << 20
}
