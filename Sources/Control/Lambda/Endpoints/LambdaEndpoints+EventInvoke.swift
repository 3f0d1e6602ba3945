import Access
import Delivery
import LambdaAPI
import MeridianCore

extension LambdaEndpoints {
    func putEventInvoke(_ request: ControlRequest) async throws -> ControlResponse {
        try await changeEventInvoke(request) { settings, wish in
            // What is not said is as Lambda has it.
            settings.maximumAttempts = 1 + (wish.retries ?? 2)
            settings.maximumAge = Double(wish.maximumAge ?? 21_600)
            (settings.onSuccess, settings.onFailure) = (nil, nil)
        }
    }

    func updateEventInvoke(_ request: ControlRequest) async throws -> ControlResponse {
        try await changeEventInvoke(request) { settings, wish in
            if let retries = wish.retries { settings.maximumAttempts = 1 + retries }
            if let age = wish.maximumAge { settings.maximumAge = Double(age) }
        }
    }

    private func changeEventInvoke(
        _ request: ControlRequest,
        _ edit: @Sendable (inout DeliverySettings, EventInvokeRequest) -> Void
    ) async throws -> ControlResponse {
        let target = try await eventTarget(of: request, needing: .operateQueues)
        let wish = try await request.lambdaBody(EventInvokeRequest.self)
        return try await changing(target.service) {
            _ = try record(of: target)
            let former = platform.deliveries.settings.settings(of: target.function, in: target.service)
            var settings = former
            edit(&settings, wish)
            if let target = wish.destinations?.onSuccess { settings.onSuccess = try await destination(target) }
            if let target = wish.destinations?.onFailure { settings.onFailure = try await destination(target) }
            try await set(settings, changedAt: .now, of: target)
            try request.changed(from: former, to: settings, subject: "\(target.subject)/delivery")
            return try .json(try configuration(of: target))
        }
    }

    func getEventInvoke(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(try configuration(of: try await eventTarget(of: request, needing: .readServices)))
    }

    func listEventInvoke(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await eventTarget(of: request, needing: .readServices)
        let isSet = records[target.service]?.deliveriesChangedAt != nil
        return try .json(EventInvokeList(configurations: isSet ? [try configuration(of: target)] : []))
    }

    func deleteEventInvoke(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await eventTarget(of: request, needing: .operateQueues)
        try await changing(target.service) {
            _ = try configuration(of: target)
            let former = platform.deliveries.settings.settings(of: target.function, in: target.service)
            var settings = former
            (settings.maximumAttempts, settings.maximumAge, settings.onSuccess, settings.onFailure) = (
                nil, nil, nil, nil
            )
            try await set(settings, changedAt: nil, of: target)
            try request.changed(from: former, to: settings, subject: "\(target.subject)/delivery")
        }
        return .empty
    }

    private func set(_ settings: DeliverySettings, changedAt: Timestamp?, of target: LambdaTarget) async throws {
        try await platform.deliveries.settings.set(settings, of: target.function, in: target.service)
        try await records.change(target.service) { $0.deliveriesChangedAt = changedAt }
    }

    /// Deliveries are told of a function, whichever version of it is called.
    private func eventTarget(of request: ControlRequest, needing permission: Permission) async throws -> LambdaTarget {
        let target = try await target(of: request, needing: permission)
        guard target.qualifier == nil || target.qualifier == .latest else {
            throw MeridianError(
                .lambdaNotOffered,
                "an event invoke configuration of a version or alias is not offered here; leave the Qualifier out, and it "
                    + "is that of all of them", status: 400)
        }
        return target
    }

    private func configuration(of target: LambdaTarget) throws -> EventInvokeConfiguration {
        guard let changedAt = records[target.service]?.deliveriesChangedAt else {
            throw MeridianError(
                .lambdaFunctionUnknown, "the function '\(target.name)' has no event invoke configuration", status: 404)
        }
        let settings = platform.deliveries.settings.settings(of: target.function, in: target.service)
        func shown(_ destination: Destination?) -> DestinationConfiguration.Target? {
            guard let destination else { return nil }
            guard case .function(let service, let function) = destination else {
                return .init(destination: destination.description)
            }
            let name = function == LambdaPackage.function ? service.rawValue : "\(service)-\(function)"
            return .init(destination: FunctionARN(region: target.region, name: name).description)
        }
        return EventInvokeConfiguration(
            arn: target.arn(.latest), lastModified: changedAt, retries: settings.maximumAttempts.map { $0 - 1 },
            maximumAge: settings.maximumAge.map { Int($0) },
            destinations: DestinationConfiguration(
                onSuccess: shown(settings.onSuccess), onFailure: shown(settings.onFailure)))
    }

    /// The ARN of a function, or what the platform itself calls a destination.
    private func destination(_ target: DestinationConfiguration.Target) async throws -> Destination? {
        guard let text = target.destination, !text.isEmpty else { return nil }
        if let destination = Destination(text) { return destination }
        guard text.hasPrefix("arn:"), text.contains(":lambda:"),
            let (service, function) = try await find(FunctionReference(text).name)
        else {
            throw MeridianError(
                .lambdaParameterInvalid,
                "the destination '\(text)' is none here; name the ARN of a function of this platform, or event:TYPE",
                status: 400)
        }
        return .function(service, function)
    }
}
