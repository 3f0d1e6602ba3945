import MeridianCore
import NIOCore
import Persistence

extension ControlAPI {
    func listAliases(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let aliases = try await services.service(name).catalog.aliases
        return try .json(
            AliasListDocument(
                aliases: aliases.keys.sorted().map { addresses.document(of: $0, aliases[$0]!, of: name) }))
    }

    func showAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let (name, alias) = (try request.service(), try request.alias())
        return try answer(alias, try await services.stored(alias, of: name), of: name)
    }

    /// Points an alias at what the body says. `If-Match` makes sure that it is as the caller knows it, `If-None-Match: *`
    /// that it is new.
    func setAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let (name, alias) = (try request.service(), try request.alias())
        let expected = try request.aliasCondition()
        let targets = try ControlJSON.decode(
            AliasTargets.self, from: try await request.body.collect(upTo: Self.bodyLimit))
        let former = await services.targets(of: alias, of: name)
        let stored = try await services.setAlias(alias, of: name, if: expected) { _ in targets }
        try request.changed(from: former, to: stored.record.targets)
        return try answer(alias, stored, of: name)
    }

    func removeAlias(_ request: ControlRequest) async throws -> ControlResponse {
        let (name, alias) = (try request.service(), try request.alias())
        let former = await services.targets(of: alias, of: name)
        try await services.removeAlias(alias, of: name, if: request.aliasCondition())
        try request.changed(from: former, to: AliasTargets?.none)
        return .empty
    }

    /// Gives all requests to one release.
    func promoteRelease(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let release = try await choice(of: request)
        let former = await services.liveTargets(of: name)
        let stored = try await services.promote(name, to: release)
        try request.changed(from: former, to: stored.record.targets)
        return try answer(.live, stored, of: name)
    }

    /// Goes back to the release that was live before.
    func rollBackRelease(_ request: ControlRequest) async throws -> ControlResponse {
        let name = try request.service()
        let release = try await choice(of: request)
        let former = await services.liveTargets(of: name)
        let stored = try await services.rollBack(name, to: release)
        try request.changed(from: former, to: stored.record.targets)
        return try answer(.live, stored, of: name)
    }

    private func choice(of request: ControlRequest) async throws -> Int? {
        let body = try await request.body.collect(upTo: Self.bodyLimit)
        guard body.readableBytes > 0 else { return nil }
        return try ControlJSON.decode(ReleaseChoiceDocument.self, from: body).release
    }

    private func answer(
        _ alias: AliasName, _ stored: ServiceCatalog.StoredAlias, of name: ServiceName
    ) throws -> ControlResponse {
        var response = try ControlResponse.json(addresses.document(of: alias, stored, of: name))
        response.head.fields.append("etag", stored.etag)
        return response
    }
}

extension ControlRequest {
    /// The alias that the path names.
    func alias() throws(MeridianError) -> AliasName {
        let text = parameters["alias"] ?? ""
        guard let name = AliasName(text) else {
            throw MeridianError(.badAlias, "'\(text)' is no name of an alias: \(AliasName.rule)", status: 400)
        }
        return name
    }

    /// What `If-Match` (RFC 9110 §13.1.1) and `If-None-Match` ask of an alias.
    fileprivate func aliasCondition() throws(MeridianError) -> DocumentCondition {
        if head.fields["if-none-match"] == "*" { return .absent }
        guard let tag = head.fields["if-match"], tag != "*" else { return .any }
        guard tag.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\""), let number = Int64(tag.dropFirst().dropLast())
        else {
            throw MeridianError(
                .badControlRequest, "'If-Match: \(tag)' is no ETag of an alias; send the one that GET answered",
                status: 400)
        }
        return .revision(Revision(number))
    }
}
