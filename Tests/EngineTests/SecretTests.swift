import Engine
import MeridianCore
import Testing

/// Secrets on their way into instances.
@Suite(.timeLimit(.minutes(1)))
struct SecretTests {
    struct Secrets: SecretSource {
        func value(of name: String, for service: ServiceName) throws(MeridianError) -> String {
            guard name == "WORD" else { throw MeridianError(.unknownSecret, "no '\(name)'", status: 404) }
            return "\(service)-word"
        }
    }

    private static let configuration = {
        var configuration = EngineConfiguration()
        configuration.secrets = Secrets()
        return configuration
    }()

    @Test func aProcessHasThemInItsEnvironment() async throws {
        let options = FunctionOptions(environment: ["COLOUR": "a ${secret.WORD} b"])
        try await Fixture.withRelease(options, configuration: Self.configuration, verify: true) { _, release in
            let colour = try await release.text("environment", "/environment/COLOUR")
            #expect(colour == "a fixture-word b")
            #expect(release.release.manifest.defaults.environment == options.environment)
        }
    }

    @Test(arguments: ["${secret.OTHER}", "${secret.WORD"])
    func withoutThemNoInstanceStarts(text: String) async throws {
        let options = FunctionOptions(environment: ["COLOUR": text])
        let error = await #expect(throws: MeridianError.self) {
            try await Fixture.withRelease(options, configuration: Self.configuration, verify: true) { _, _ in }
        }
        #expect(error?.status == 502)
        #expect(error?.message.contains("does not start") == true)
        // A request finds out as well, and is told at once.
        try await Fixture.withRelease(options, configuration: Self.configuration) { _, release in
            let failure = await release.failure("hello")
            #expect(failure?.status == 502)
        }
    }

    @Test func withoutASourceNoneIsKnown() async throws {
        let options = FunctionOptions(environment: ["COLOUR": "${secret.WORD}"])
        let error = await #expect(throws: MeridianError.self) {
            try await Fixture.withRelease(options, verify: true) { _, _ in }
        }
        #expect(error?.code == .unknownSecret)
    }
}
