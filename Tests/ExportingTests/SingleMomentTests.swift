import MeridianCore
import Specification
import Testing

@testable import Exporting

/// Timers with one moment, which few platforms have.
@Suite struct SingleMomentTests {
    private static let declared = Sample.function(
        .timer(TimerTrigger(.at("2026-11-11T20:00:00.5+08:00"), payload: "open")))

    private func export(_ target: PlatformTarget) throws -> Export {
        try Sample.export(target, "service: venue", declared: Self.declared)
    }

    private func gaps(_ target: PlatformTarget) throws -> [String] {
        try export(target).gaps.map(\.message).filter { $0.hasPrefix("the timer trigger of function 'work'") }
    }

    @Test func lambdaHasAScheduleOfEventBridgeScheduler() throws {
        let document = try Document.only(export(.lambda), "template.yaml")
        let event = document["Resources"]["Venue"]["Properties"]["Events"]["WorkTimer"]
        #expect(event["Type"].text == "ScheduleV2")
        #expect(event["Properties"]["ScheduleExpression"].text == "at(2026-11-11T12:00:00)")
        #expect(event["Properties"]["ScheduleExpressionTimezone"].text == "UTC")
        #expect(event["Properties"]["Name"].text == "venue-work-timer")
        #expect(event["Properties"]["Input"].text?.contains("open") == true)
        let told = try gaps(.lambda)
        #expect(
            told.count == 1 && told[0].hasSuffix("EventBridge counts whole seconds; it is exported without the rest"))
    }

    @Test func openWhiskHasAnAlarmThatGoesOffOnce() throws {
        let package = try Document.only(export(.openwhisk), "manifest.yaml")["packages"]["venue"]
        let trigger = package["triggers"]["work-timer"]
        #expect(trigger["feed"].text == "/whisk.system/alarms/once")
        #expect(trigger["inputs"]["date"].text == "2026-11-11T12:00:00.500Z")
        #expect(try gaps(.openwhisk) == [])
    }

    @Test(arguments: [PlatformTarget.fc, .azure, .kubernetes, .knative])
    func whoHasNoYearIsTold(_ target: PlatformTarget) throws {
        #expect(try gaps(target).count { $0.contains("is at 2026-11-11T20:00:00.5+08:00, and ") } == 1)
        #expect(try export(target).files.allSatisfy { !$0.text.contains("2026-11-11") })
    }
}
