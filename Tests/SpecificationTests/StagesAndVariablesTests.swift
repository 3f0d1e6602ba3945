import MeridianCore
import Specification
import Testing

@Suite struct StagesAndVariablesTests {
    private static let file = """
        service: { name: "${env.NAME:-venue}", description: "${service} in ${stage}" }
        provider:
          memorySize: 128
          timeout: "${env.TIMEOUT:-3s}"
          environment: { REGION: "${env.REGION:-eu}", PRICE: "$${price}", EMPTY: "${env.NONE:-}" }
        functions:
          item:
            standby: 1
            triggers: [ { http: { path: /a } } ]
        stages:
          staging:
            provider: { memorySize: 64, environment: { LEVEL: debug } }
            functions:
              item: { standby: 0, triggers: [ { timer: { every: 5 } } ] }
              search: { timeout: 1 }
          production:
            provider: { memorySize: 512, environment: { KEY: "${env.KEY:-none}" } }
        """

    private func parse(_ stage: String?, _ environment: [String: String] = [:]) throws -> ServiceSpecification {
        try ServiceSpecification.parse(
            Self.file, context: SpecificationContext(stage: stage, environment: environment))
    }

    @Test func aStageOverridesKeyByKey() throws {
        let staging = try parse("staging")
        #expect(staging.description == "venue in staging")
        #expect(staging.provider.memorySize == 64)
        #expect(staging.provider.timeout == 3)
        #expect(
            staging.provider.environment == ["REGION": "eu", "PRICE": "${price}", "EMPTY": "", "LEVEL": "debug"])
        #expect(staging.functions.map(\.name.rawValue) == ["item", "search"])
        #expect(staging.functions[0].options.standby == 0)
        #expect(staging.functions[0].triggers.map(\.trigger) == [.timer(TimerTrigger(.every(seconds: 5)))])
        #expect(staging.stages == ["staging", "production"])
        #expect(staging.stage == "staging")
    }

    @Test func secretsStayAsTheyAreInVariables() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: venue
            provider:
              environment: { URL: "db://${service}:${secret.DB}@${env.HOST:-h}", TEXT: "$${secret.DB} $${x}" }
            """, context: SpecificationContext())
        #expect(
            specification.provider.environment
                == ["URL": "db://venue:${secret.DB}@h", "TEXT": "$${secret.DB} ${x}"])
    }

    @Test func anotherSpellingIsTheSameKey() throws {
        let specification = try ServiceSpecification.parse(
            """
            service: venue
            functions: { item: { isDeploy: false, events: [ { timer: { every: 5 } } ] } }
            stages: { test: { functions: { item: { deploy: true, triggers: [] } } } }
            """, context: SpecificationContext(stage: "test"))
        #expect(specification.functions.map(\.isDeployed) == [true])
        #expect(specification.functions.map(\.triggers.count) == [0])
    }

    @Test func productionIsTheStageOfWhoSaysNothing() throws {
        #expect(try parse(nil).provider.memorySize == 512)
        #expect(try parse(nil, ["MERIDIAN_STAGE": "staging"]).provider.memorySize == 64)
        #expect(try parse("production", ["MERIDIAN_STAGE": "staging"]).provider.memorySize == 512)
        #expect(try parse(nil, ["MERIDIAN_STAGE": ""]).provider.memorySize == 512)
    }

    @Test func aStageThatWasNotChosenMayBeMissing() throws {
        let specification = try ServiceSpecification.parse(
            Self.file, context: SpecificationContext(standard: "dev"))
        #expect(specification.provider.memorySize == 128)
        #expect(specification.description == "venue in dev")
    }

    @Test func variablesComeFromTheEnvironment() throws {
        let specification = try parse(
            "production", ["NAME": "shop", "TIMEOUT": "500ms", "REGION": "us: east #1", "KEY": ""])
        #expect(specification.service.rawValue == "shop")
        #expect(specification.provider.timeout == 0.5)
        #expect(specification.provider.environment?["REGION"] == "us: east #1")
        #expect(specification.provider.environment?["KEY"] == "none")
    }

    @Test func aStageThatWasChosenMustExist() throws {
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(
                Self.file, file: "f.yml", context: SpecificationContext(stage: "prodution"))
            Issue.record("accepted")
        } catch {
            #expect(
                error.description == "f.yml: error: MER-4014: there is no stage 'prodution'; the file has staging and "
                    + "production; did you mean 'production'?")
        }
        let plain = try ServiceSpecification.parse("service: venue", context: SpecificationContext(stage: "any"))
        #expect(plain.stage == "any")
    }

    @Test func variablesOfOtherStagesMayBeUnset() throws {
        let text = """
            service: venue
            provider: { memorySize: 64 }
            stages:
              cloud: { provider: { memorySize: "${env.SIZE}", environment: { KEY: "${env.KEY}" } } }
            """
        #expect(try ServiceSpecification.parse(text).provider.memorySize == 64)
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(
                text, file: "f.yml", context: SpecificationContext(stage: "cloud", environment: ["KEY": "x"]))
            Issue.record("accepted")
        } catch {
            #expect(
                error.description == "f.yml:4:37: error: MER-4012: the environment variable 'SIZE' is not set; set it, "
                    + "or give a default with ${env.SIZE:-default}")
        }
    }

    @Test func aVariableIsFoundInEveryStyle() {
        let texts = [
            ("description: a ${env.X}", 16), ("description: 'a ${env.X}'", 17), ("description: \"\\ta ${env.X}\"", 19),
        ]
        for (line, column) in texts {
            do throws(SpecificationError) {
                _ = try ServiceSpecification.parse("service:\n  name: venue\n  \(line)")
                Issue.record("accepted")
            } catch {
                #expect(error.diagnostics.map(\.line) == [3])
                #expect(error.diagnostics.map(\.column) == [column + 2])
            }
        }
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(
                "service:\n  name: venue\n  description: >\n    first\n    then ${env.X}\n")
            Issue.record("accepted")
        } catch {
            #expect(error.diagnostics.map(\.line) == [5])
            #expect(error.diagnostics.map(\.column) == [10])
        }
    }

    @Test func manyMistakesAreToldInTime() {
        let text = "service: venue\n" + (0..<2_000).map { "k\($0): 1\n" }.joined()
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.diagnostics.count == 2_000)
        }
    }

    @Test func aliasesCannotMakeATreeOfAnySize() {
        var text = "service: venue\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<20 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        do throws(SpecificationError) {
            _ = try ServiceSpecification.parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.diagnostics.map(\.code) == [.malformedYAML])
        }
    }
}
