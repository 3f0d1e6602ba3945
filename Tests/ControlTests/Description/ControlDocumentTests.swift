import Foundation
import Testing

@testable import Control

@Suite(.timeLimit(.minutes(3)))
struct ControlDocumentTests {
    @Test func everyEndpointIsDescribed() async throws {
        try await RunningPlatform.with { running in
            // Lambda's addresses are described by Lambda's own model.
            let names = running.endpoints.map(\.name).filter { $0.contains(" /v1/") || $0.contains(" /metrics") }
            #expect(Set(names) == Set(ControlAPI.descriptions.keys))
        }
    }

    @Test func theDocumentHoldsTogether() async throws {
        try await RunningPlatform.with { running in
            let answer = try await running.control("GET", "/v1/openapi.json", token: .some(nil))
            #expect(answer.status == 200)
            let document = try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
            #expect(document["openapi"] as? String == "3.1.0")
            let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: Any])
            let references = answer.text.matches(of: /"#\/components\/schemas\/([^"]+)"/).map { String($0.1) }
            #expect(!references.isEmpty)
            for name in references { #expect(schemas[name] != nil, "\(name)") }
            var operations: [String] = []
            for (path, methods) in try #require(document["paths"] as? [String: [String: [String: Any]]]) {
                for (_, operation) in methods {
                    operations.append(try #require(operation["operationId"] as? String))
                    let parameters = (operation["parameters"] as? [[String: Any]] ?? []).filter {
                        $0["in"] as? String == "path"
                    }.compactMap { $0["name"] as? String }
                    #expect(parameters == path.matches(of: /\{([^}]+)\}/).map { String($0.1) })
                }
            }
            #expect(Set(operations).count == operations.count)
            #expect(operations.count == ControlAPI.descriptions.count)
            // A schema that could not be found out says so; what is written only by code is told by hand.
            let incomplete = schemas.filter { "\($0.value)".contains("without real data") }
            #expect(incomplete.isEmpty, "\(incomplete.keys.sorted())")
        }
    }

    /// Every operation with input that its own schemas make, most of it nearly right: never a 5xx, errors are problems,
    /// and answers are what the document says.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func noInputBreaksAnEndpoint(seed: UInt64) async throws {
        try await RunningPlatform.with(configure: {
            // What goes on for as long as it is read is not to.
            $0.eventStreams.longest = .zero
        }) { running in
            try await running.publish(2)
            let body = try await running.control("GET", "/v1/openapi.json").body
            let document = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
            var sampler = DocumentSampler(document: document, seed: seed)
            let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
            // A profile takes seconds.
            for (path, methods) in paths.sorted(by: { $0.key < $1.key }) where !path.hasSuffix("cpu-profile") {
                for (method, operation) in methods.sorted(by: { $0.key < $1.key }) {
                    for _ in 0..<4 {
                        try await call(running, method.uppercased(), path, operation, &sampler)
                    }
                }
            }
            let health = try await running.control("GET", "/v1/health")
            #expect(health.status == 200)
        }
    }

    private func call(
        _ running: RunningPlatform, _ method: String, _ path: String, _ operation: [String: Any],
        _ sampler: inout DocumentSampler
    ) async throws {
        let allowed = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "a"..."z"))
        var url = path
        var query: [String] = []
        var fields: [String: String] = [:]
        for parameter in operation["parameters"] as? [[String: Any]] ?? [] {
            let name = parameter["name"] as! String
            let value = "\(sampler.value(of: parameter["schema"]))"
            let encoded = value.addingPercentEncoding(withAllowedCharacters: allowed)!
            switch parameter["in"] as? String {
            // Mostly what is there, so that more than 404 is seen.
            case "path":
                url = url.replacingOccurrences(
                    of: "{\(name)}",
                    with: ["service": "fixture", "function": "hello", "release": "1"][name].flatMap {
                        sampler.chance(4) ? nil : $0
                    } ?? (encoded.isEmpty ? "x" : encoded))
            case "query" where name != "follow": if sampler.chance(2) { query.append("\(name)=\(encoded)") }
            case "header": if sampler.chance(3) { fields[name] = "\"1\"" }
            default: break
            }
        }
        if !query.isEmpty { url += "?" + query.joined(separator: "&") }
        var body: Data?
        if let request = operation["requestBody"] as? [String: Any],
            let (type, content) = (request["content"] as? [String: [String: Any]])?.first, !sampler.chance(6)
        {
            fields["content-type"] = type
            let value = sampler.value(of: content["schema"])
            body = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
            if sampler.chance(8) { body?.removeLast() }
        }
        let answer = try await running.control(method, url, fields: fields, body: body)
        let told = Comment(
            rawValue: "\(method) \(url) \(body.map { String(decoding: $0, as: UTF8.self) } ?? "") → "
                + "\(answer.status) \(answer.text.prefix(600))")
        #expect(answer.status < 500, told)
        if answer.status >= 400 {
            let problem = try? answer.document(ProblemDocument.self)
            #expect(problem?.code?.hasPrefix("MER-") == true, told)
        } else {
            let responses = operation["responses"] as? [String: Any] ?? [:]
            #expect(responses["\(answer.status)"] != nil, told)
        }
    }
}
