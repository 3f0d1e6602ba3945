import MeridianCore
import Specification
import TestSupport
import Testing

@Suite struct SpecificationFuzzTests {
    private static let sample = """
        service: { name: venue, description: "Ein Fest" }
        provider:
          memorySize: 128
          timeout: 500ms
          environment: { KEY: value, "ÄB": 'x' }
        functions:
          item:
            description: >-
              folded text
            events:
              - http: { path: "/items/{id}", method: [get, post] }
              - timer: { cron: "0 * * * *" }
              - queue: { name: orders, batchSize: 10 }
          refresh: &a
            timeout: "${env.TIMEOUT:-1s}"
          other: *a
        aggregation:
          shop: { functions: [item], functionsPattern: ['re*', "o?her"] }
        package: { include: [public, 'data/**/*.json'], exclude: ["**/*.md"] }
        stages:
          production:
            provider: { timeout: "${env.T}", environment: { STAGE: "${stage}-${service}" } }
            functions: { item: { deploy: false, triggers: [ { timer: { type: every, value: 5 } } ] } }
        """

    /// Whatever the text, there is a specification or there are diagnostics with places inside it.
    @Test(arguments: 0..<8)
    func neverTraps(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ":", "- ", "\t", "\n", "&a ", "*a", "!!str ", "!x ", "|", ">", "'", "\"", "\\x00",
            "\\uD800",
            "?", "<<: *a", "%YAML 3.0", "---", "...", "\u{FEFF}", "\u{0}", "${env.A}", "${", "$${", "}", "**",
            "\u{E000}", "\u{2028}", "𝄞", "timeout: 1\n",
        ]
        for _ in 0..<250 {
            var scalars = Array(Self.sample.unicodeScalars)
            for _ in 0...random.next(below: 4) {
                let index = random.next(below: scalars.count)
                switch random.next(below: 4) {
                case 0: scalars.remove(at: index)
                case 1:
                    scalars.insert(contentsOf: pieces[random.next(below: pieces.count)].unicodeScalars, at: index)
                case 2: scalars[index] = Unicode.Scalar(UInt8(random.next(below: 256)))
                default:
                    let end = min(scalars.count, index + random.next(below: 60))
                    scalars.insert(contentsOf: scalars[index..<end], at: random.next(below: scalars.count))
                }
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            check(String(view))
        }
    }

    @Test(arguments: 0..<4)
    func takesEveryPrefix(_ part: Int) {
        for length in stride(from: part, to: Self.sample.count, by: 4) { check(String(Self.sample.prefix(length))) }
    }

    private func check(_ text: String) {
        do throws(SpecificationError) {
            let specification = try ServiceSpecification.parse(
                text, context: SpecificationContext(environment: ["T": "1"]))
            let problems = SchemaTests.problems(text)
            #expect(problems.isEmpty, "the schema refuses what the reader takes:\n\(text)")
            _ = try Manifest.merging(
                declared: [FunctionManifest(name: FunctionName("item")!, triggers: [])], specification: specification)
        } catch {
            #expect(!error.diagnostics.isEmpty)
            #expect(error.diagnostics.allSatisfy { $0.line ?? 1 >= 1 && $0.column ?? 1 >= 1 }, "\(error)")
        }
    }
}

extension SeededGenerator {
    mutating func next(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
