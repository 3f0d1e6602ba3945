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
        let former = try? await platform.profiles.profile(request.profile)
        try await platform.profiles.store(profile, as: request.profile)
        try request.changed(from: former, to: profile)
        return try .json(profile)
    }

    func removeProfile(_ request: ControlRequest) async throws -> ControlResponse {
        let former = try await platform.profiles.profile(request.profile)
        try await platform.profiles.remove(request.profile)
        try request.changed(from: former, to: ProfileDocument?.none)
        return try .json(try await platform.profiles.list())
    }

    func applyProfile(_ request: ControlRequest) async throws -> ControlResponse {
        try answer(try await platform.profiles.apply(request.profile, isDryRun: try request.flag("dry")), request)
    }

    func returnFromProfile(_ request: ControlRequest) async throws -> ControlResponse {
        try answer(try await platform.profiles.goBack(isDryRun: try request.flag("dry")), request)
    }

    private func answer(_ change: ProfileChangeDocument, _ request: ControlRequest) throws -> ControlResponse {
        if change.isDryRun {
            request.changedNothing()
        } else {
            try request.changed(from: ProfileChangeDocument?.none, to: change)
        }
        return try .json(change)
    }
}

extension ControlRequest {
    fileprivate var profile: String { parameters["profile"] ?? "" }
}
