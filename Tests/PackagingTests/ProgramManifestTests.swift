import MeridianCore
import Packaging
import Testing

@Suite struct ProgramManifestTests {
    private func manifest(_ runtime: Runtime, _ program: ForeignProgram?) -> Manifest {
        Manifest(
            service: ServiceName("shop")!, runtime: runtime, program: program,
            functions: [
                FunctionManifest(
                    name: FunctionName("main")!, handler: "index.handler", triggers: [.http(HTTPTrigger(path: "/*"))])
            ])
    }

    private func refusal(_ manifest: Manifest) throws -> String? {
        let bytes = try ManifestCoding.encode(manifest)
        do throws(MeridianError) {
            _ = try ManifestCoding.decode(bytes)
            return nil
        } catch {
            #expect(error.code == .invalidManifest)
            return error.message
        }
    }

    @Test func aProgramComesBackAsItWasWritten() throws {
        let written = manifest(
            .custom,
            ForeignProgram(
                contract: .http, command: ["./run", "--fast"], health: "/healthz", initialize: "/initialize"))
        #expect(try ManifestCoding.decode(try ManifestCoding.encode(written)) == written)
    }

    @Test func aManifestWithoutProgramsIsWhatItWas() throws {
        let text = String(decoding: try ManifestCoding.encode(manifest(.swift, nil)), as: UTF8.self)
        #expect(!text.contains("program"))
        #expect(text.contains(#""runtime" : "swift""#))
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        let program = ForeignProgram(contract: .http, command: ["./run"])
        #expect(try refusal(manifest(.custom, nil))?.contains("the runtime custom needs it") == true)
        #expect(try refusal(manifest(.swift, program))?.contains("the runtime swift takes none") == true)
        var broken = program
        broken.command = []
        #expect(try refusal(manifest(.nodejs, broken))?.contains("the command is empty") == true)
        broken = program
        broken.health = "healthz"
        #expect(try refusal(manifest(.nodejs, broken))?.contains("a path such as /healthz") == true)
        broken = ForeignProgram(contract: .lambda, command: ["./run"], initialize: "/i")
        #expect(try refusal(manifest(.custom, broken))?.contains("initialize goes with the contract http") == true)
    }

    @Test func anUnknownRuntimeIsNamed() {
        let text = #"{"version":1,"service":"a","runtime":"cobol","entry":"a","defaults":{},"functions":[]}"#
        do throws(MeridianError) {
            _ = try ManifestCoding.decode(Array(text.utf8))
            Issue.record("accepted")
        } catch {
            #expect(
                error.message.contains("'runtime' in manifest.json can't be: 'cobol' is no runtime; there are swift"))
        }
    }
}
