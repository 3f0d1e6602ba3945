import MeridianCore
import Packaging
import Testing

@Suite struct BindingManifestTests {
    private func manifest(_ bindings: [String: BindingTarget]?, outbound: [String]? = nil) -> Manifest {
        var manifest = Samples.manifest
        manifest.bindings = bindings
        manifest.outbound = outbound
        return manifest
    }

    @Test func bindingsComeBackAsTheyWereWritten() throws {
        let written = manifest(
            ["PRICES": BindingTarget(service: ServiceName("prices")!, release: "canary")], outbound: ["*.example.org"])
        let read = try ManifestCoding.decode(try ManifestCoding.encode(written))
        #expect(read == written)
    }

    @Test func aManifestWithoutThemIsWhatItWas() throws {
        let text = String(decoding: try ManifestCoding.encode(manifest(nil)), as: UTF8.self)
        #expect(!text.contains("bindings"))
        #expect(!text.contains("outbound"))
    }

    @Test(
        arguments: [
            ("prices", nil, "'prices', which is no name of a binding"),
            ("", nil, "which is no name of a binding"),
            ("PRICES", "", "'bindings.PRICES.release' in manifest.json is neither"),
            ("PRICES", "a.example.com/", "is neither the number of a release nor the name of an alias"),
        ] as [(String, String?, String)])
    func whatCanNotBeCalledIsRefused(_ name: String, _ release: String?, _ expected: String) throws {
        let bytes = try ManifestCoding.encode(
            manifest([name: BindingTarget(service: ServiceName("prices")!, release: release)]))
        let error = #expect(throws: MeridianError.self) { try ManifestCoding.decode(bytes) }
        #expect(error?.code == .invalidManifest)
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }
}
