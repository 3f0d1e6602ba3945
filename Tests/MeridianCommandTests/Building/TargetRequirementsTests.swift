import Exporting
import MeridianCore
import Packaging
import Specification
import Testing

@testable import MeridianCommand

@Suite struct TargetRequirementsTests {
    private func package(_ target: PlatformTarget, _ budget: String = "", packed: Int, unpacked: Int) throws
        -> BuiltPackage
    {
        let targets = budget.isEmpty ? "" : "\ntargets: { \(target): { budget: { \(budget) } } }"
        let specification = try ServiceSpecification.parse("service: shop" + targets)
        var package = BuiltPackage(
            ServiceBuilder.Program(
                executable: "", manifest: Manifest(service: specification.service, functions: []),
                specification: specification, files: [], warnings: []), path: "shop.zip", target: target)
        package.size = packed << 20
        package.unpackedSize = unpacked << 20
        package.parts = [PackagePart(name: "bootstrap", files: 1, packed: packed << 20, unpacked: unpacked << 20)]
        return package
    }

    @Test func whatThePlatformTakesIsTheBudget() throws {
        #expect(throws: Never.self) { try TargetRequirements.check(package(.lambda, packed: 50, unpacked: 250)) }
        let failure = #expect(throws: CommandFailure.self) {
            try TargetRequirements.check(package(.lambda, packed: 51, unpacked: 100))
        }
        #expect(failure?.code == .budgetExceeded)
        #expect(failure?.status == .badData)
        #expect(
            failure?.message == """
                the package of 'shop' has 51.0 MiB packed, and AWS Lambda takes at most 50 MiB
                PART                    FILES  PACKED    UNPACKED
                bootstrap (executable)  1      51.0 MiB  100.0 MiB
                """)
    }

    @Test func aBudgetOfTheFileCountsInstead() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try TargetRequirements.check(package(.lambda, "unpacked: 20", packed: 5, unpacked: 21))
        }
        #expect(
            failure?.message.hasPrefix(
                "the package of 'shop' has 21.0 MiB unpacked, and the budget in meridian.yml is 20 MiB") == true)
        #expect(throws: Never.self) {
            try TargetRequirements.check(package(.lambda, "packed: 80", packed: 70, unpacked: 80))
        }
    }

    @Test func aDirectoryHasNoPackedSize() throws {
        #expect(throws: Never.self) { try TargetRequirements.check(package(.app, "packed: 1", packed: 5, unpacked: 9)) }
        #expect(throws: CommandFailure.self) {
            try TargetRequirements.check(package(.app, "unpacked: 8", packed: 5, unpacked: 9))
        }
    }

    /// The tests themselves are linked dynamically.
    @Test func anExecutableThatNeedsSwiftsLibrariesIsRefused() throws {
        let name = ServiceName("shop")!
        #expect(throws: Never.self) {
            try TargetRequirements.check("/proc/self/exe", with: [], of: name, for: .meridian)
        }
        let libraries = try #require(try ExecutableNeeds(of: "/proc/self/exe")).extraLibraries
        guard !libraries.isEmpty else { return }
        let failure = #expect(throws: CommandFailure.self) {
            try TargetRequirements.check("/proc/self/exe", with: [], of: name, for: .lambda)
        }
        #expect(failure?.code == .notStatic)
        #expect(throws: Never.self) {
            try TargetRequirements.check(
                "/proc/self/exe", with: libraries.map { "lib/\($0)" }, of: name, for: .app)
        }
    }
}
