import Access
import LambdaAPI
import MeridianCore

extension LambdaEndpoints {
    func listTags(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .readServices)
        return try .json(try Tags(checking: records[target.service]?.tags ?? [:]))
    }

    func tagResource(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        let added = try await request.lambdaBody(Tags.self).tags
        return try await changeTags(of: target, request) { tags in tags.merge(added) { $1 } }
    }

    func untagResource(_ request: ControlRequest) async throws -> ControlResponse {
        let target = try await target(of: request, needing: .publishReleases)
        let removed = request.query.values("tagKeys")
        return try await changeTags(of: target, request) { tags in
            for name in removed { tags[name] = nil }
        }
    }

    private func changeTags(
        of target: LambdaTarget, _ request: ControlRequest, _ edit: @Sendable (inout [String: String]) -> Void
    ) async throws -> ControlResponse {
        try await changing(target.service) {
            let former = try record(of: target).tags
            var tags = former
            edit(&tags)
            let checked = try Tags(checking: tags).tags
            try await records.change(target.service) { $0.tags = checked }
            try request.changed(from: former, to: checked, subject: "\(target.subject)/tags")
        }
        return .empty
    }
}
