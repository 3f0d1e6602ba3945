import Foundation
import Testing

@testable import Specification

@Suite struct SchemaTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let validator: SchemaValidator = {
        let object = try! JSONSerialization.jsonObject(with: Data(SpecificationSchema.text.utf8))
        return SchemaValidator(object as! [String: Any])
    }()

    /// What the schema says of a text that is YAML.
    static func problems(_ text: String) -> [String] {
        var diagnostics: [Diagnostic] = []
        guard let node = try? SourceNode.parse(text, file: "f.yml", &diagnostics) else { return ["no YAML"] }
        return validator.problems(node)
    }

    @Test func theCommittedSchemaIsCurrent() throws {
        let file = Self.root.appending(path: "Documentation/meridian.schema.json")
        let committed = try String(contentsOf: file, encoding: .utf8)
        #expect(committed == SpecificationSchema.text, "run `make schema`")
    }

    @Test func theDocumentedKeysAreCurrent() throws {
        let file = Self.root.appending(path: "Documentation/Specification.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(text.range(of: "<!-- keys, written by `make schema` -->\n"))
        let end = try #require(text.range(of: "<!-- end of keys -->"))
        #expect(
            String(text[begin.upperBound..<end.lowerBound]) == "\n\(SpecificationTables.text)\n", "run `make schema`")
    }

    static let good = [
        "service: venue",
        "service: { name: venue, description: The festival }\nprovider:\nfunctions:\n",
        """
        service: "${env.NAME}"
        provider:
          memorySize: "${env.SIZE:-128}"
          timeout: 500ms
          idleTimeout: 1.5
          scaling: { target: 0.5, window: 60, panicWindow: 5s, panicThreshold: 2, queueDelay: 5ms }
          cpuShares: 200
          cpuLimit: 1.5
          criticality: SHEDDABLE_PLUS
          environment: { A: x, B: 3, C: true, D: "" }
        functions:
          item:
          search:
            description: Finds
            standby: 2
            group: search
            handler: index.search
            deploy: false
            events:
              - http: { path: /a, method: [GET, post] }
              - http: { path: /b, method: any }
              - timer: { cron: "0 * * * *", enable: false }
              - timer: { type: every, value: 5m, payload: x }
              - timer: { interval: 5 }
              - event: { type: "*", source: /x }
              - queue: { name: orders, batchSize: 1000 }
        aggregation:
          all: { functions: [item], functionsPattern: ['s*'] }
        package: { include: [public], exclude: ['**/*.md'] }
        targets:
          lambda: { budget: { packed: 20 }, queues: { orders: arn }, properties: { a: [1] }, groups: { b: {} } }
          fc: { triggers: { item: [{ a: 1 }] }, domain: x }
          knative: { kafka: a, image: b }
          app:
        stages:
          staging: { provider: { timeout: 1m } }
          production:
        """,
    ]

    @Test(arguments: good)
    func acceptsWhatTheReaderAccepts(_ text: String) {
        let found = Self.problems(text)
        #expect(found.isEmpty)
        let context = SpecificationContext(environment: ["NAME": "venue"])
        #expect(throws: Never.self) { try ServiceSpecification.parse(text, context: context) }
    }

    /// What depends on more than one value, on the text of a time, or on the YAML itself is beyond a schema.
    private static let beyond = [
        "more than maxInstances", "90000 s", "NUL character", "is given twice", "'0128'",
        "of scaling is",
    ]

    @Test(arguments: InvalidSpecificationTests.all)
    func refusesWhatTheReaderRefuses(_ example: InvalidSpecificationTests.Case) {
        let kinds = ["MER-4002", "MER-4003", "MER-4004", "MER-4005", "MER-4007"]
        let visible = example.diagnostics.filter { text in
            kinds.contains { text.contains($0) } && !Self.beyond.contains { text.contains($0) }
        }
        guard !visible.isEmpty, !example.diagnostics[0].contains("the file is empty"),
            !example.text.contains("${"), !example.text.contains("? [")
        else { return }
        let found = Self.problems(example.text)
        #expect(!found.isEmpty, "\(visible)")
    }

    @Test func everyKeyIsExplained() {
        var pending = [SpecificationKeys.root.description]
        var count = 0
        while let mapping = pending.popLast() {
            #expect(mapping.summary.hasSuffix("."), "\(mapping.name)")
            for key in mapping.keys {
                count += 1
                #expect(key.summary.hasSuffix("."), "\(mapping.name).\(key.name)")
                pending += SchemaTests.mappings(in: key.shape)
            }
        }
        #expect(count > 40)
    }

    private static func mappings(in shape: ShapeDescription) -> [MappingDescription] {
        switch shape {
        case .mapping(let mapping): [mapping]
        case .list(let inner, _), .table(_, _, let inner), .optional(let inner): mappings(in: inner)
        case .either(let first, let second): mappings(in: first) + mappings(in: second)
        default: []
        }
    }
}
