import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct ExitStatusTests {
    @Test(
        arguments: [
            (ErrorCode.buildFailed, 2), (.declarationsUnreadable, 2), (.badArgument, 64), (.noSuchSource, 66),
            (.unreachable, 69), (.toolMissing, 72), (.addressInUse, 74), (.dataDirectoryInUse, 74), (.unauthorized, 77),
            (.tokenMissing, 77), (.functionFailed, 1), (.unknownService, 1), (ErrorCode(4002), 65),
            (ErrorCode(5002), 65),
            (ErrorCode(6001), 1),
        ] as [(ErrorCode, Int32)])
    func followsFromTheNumber(code: ErrorCode, status: Int32) {
        #expect(ExitStatus(code).rawValue == status)
    }

    @Test func everyNumberIsExplainedOnce() {
        let numbers = ErrorCatalog.all.map(\.code)
        #expect(Set(numbers).count == numbers.count)
        #expect(ErrorCatalog.all.allSatisfy { !$0.title.isEmpty && !$0.text.isEmpty })
    }
}
