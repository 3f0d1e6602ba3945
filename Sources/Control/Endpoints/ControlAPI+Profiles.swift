import Admission
import MeridianCore
import NIOCore

/// Named states of the platform.
extension ControlAPI {
    func listProfiles(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(try await platform.profiles.list())
    }

    func showProfile(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(try await platform.profiles.profile(request.profile))
    }

    func storeProfile(_ request: ControlRequest) async throws -> ControlResponse {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        let profile = try ControlJSON.decode(ProfileDocument.self, from: body)
        try await platform.profiles.store(profile, as: request.profile)
        return try .json(profile)
    }

    func removeProfile(_ request: ControlRequest) async throws -> ControlResponse {
        try await platform.profiles.remove(request.profile)
        return try .json(try await platform.profiles.list())
    }

    func applyProfile(_ request: ControlRequest) async throws -> ControlResponse {
        let (profiles, name, isDryRun) = (platform.profiles, request.profile, request.flag("dry"))
        // A caller who goes away does not stop what has begun.
        return try .json(try await Task { try await profiles.apply(name, isDryRun: isDryRun) }.value)
    }

    func returnFromProfile(_ request: ControlRequest) async throws -> ControlResponse {
        let (profiles, isDryRun) = (platform.profiles, request.flag("dry"))
        return try .json(try await Task { try await profiles.goBack(isDryRun: isDryRun) }.value)
    }
}

extension ControlRequest {
    fileprivate var profile: String { parameters["profile"] ?? "" }
}
