import MeridianCore
import SecureTransport

/// Host names that lead to services.
extension ControlAPI {
    func listDomains(_ request: ControlRequest) async throws -> ControlResponse {
        try .json(DomainListDocument(domains: platform.domains.all.map { DomainDocument($0.domain, $0.entry) }))
    }

    func showDomain(_ request: ControlRequest) async throws -> ControlResponse {
        let domain = try request.domain()
        return try .json(DomainDocument(domain, platform.domains.entry(of: domain)))
    }

    func setDomain(_ request: ControlRequest) async throws -> ControlResponse {
        let domain = try request.domain()
        let wish = try ControlJSON.decode(
            DomainWishDocument.self, from: try await request.body.collect(upTo: 1 << 20))
        guard (wish.certificate == nil) == (wish.key == nil) else {
            throw MeridianError(
                .badDomainRequest, "a certificate goes with its key; give both or neither", status: 400)
        }
        let alias = try wish.alias.map { text throws(MeridianError) in
            guard let alias = AliasName(text) else {
                throw MeridianError(.badDomainRequest, "'\(text)' is no name of an alias", status: 400)
            }
            return alias
        }
        let catalog = try await services.service(wish.service).catalog
        if let alias, alias != .live, catalog.aliases[alias] == nil {
            throw MeridianError(.badDomainRequest, "'\(wish.service)' has no alias '\(alias)'", status: 400)
        }
        let (former, new) = try await platform.domains.set(
            domain, to: (wish.service, alias == .live ? nil : alias), chain: wish.certificate, key: wish.key,
            by: request.principal)
        await services.publish()
        let document = DomainDocument(domain, new)
        try request.changed(from: former.map { DomainDocument(domain, $0) }, to: document)
        return try .json(document, status: former == nil ? 201 : 200)
    }

    func removeDomain(_ request: ControlRequest) async throws -> ControlResponse {
        let domain = try request.domain()
        let former = try await platform.domains.remove(domain)
        await services.publish()
        try request.changed(from: DomainDocument(domain, former), to: DomainDocument?.none)
        return .empty
    }
}

extension ControlRequest {
    /// The domain that the path names.
    fileprivate func domain() throws(MeridianError) -> DomainName {
        let text = parameters["domain"] ?? ""
        guard let name = DomainName(text) else {
            throw MeridianError(.invalidDomain, "'\(text)' is no domain: \(DomainName.rule)", status: 400)
        }
        return name
    }
}

extension DomainDocument {
    init(_ domain: DomainName, _ entry: LiveDomains.Entry) {
        self.init(
            domain: domain.rawValue, service: entry.record.service, alias: entry.record.alias?.rawValue,
            certificate: entry.certificate.map {
                Certificate(
                    names: $0.names, validFrom: $0.validity.lowerBound, validUntil: $0.validity.upperBound)
            }, changedAt: entry.record.changedAt, changedBy: entry.record.changedBy)
    }
}
