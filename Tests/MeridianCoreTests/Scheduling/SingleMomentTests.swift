import Foundation
import MeridianCore
import Testing

@Suite struct SingleMomentTests {
    @Test func aTriggerAtAMomentIsWrittenAndReadBack() throws {
        let trigger = Trigger.timer(TimerTrigger(.at("2026-11-11T20:00:00+08:00"), payload: "open"))
        let text = try JSONEncoder().encode(trigger)
        let members = try #require(try JSONSerialization.jsonObject(with: text) as? [String: String])
        #expect(members == ["kind": "timer", "at": "2026-11-11T20:00:00+08:00", "payload": "open"])
        #expect(try JSONDecoder().decode(Trigger.self, from: text) == trigger)
    }

    @Test func aMomentNeedsItsOffset() throws {
        let moment = try Timestamp(moment: "2026-11-11T20:00:00+08:00")
        #expect(moment == Timestamp("2026-11-11T12:00:00Z"))
        for text in ["", "2026-11-11", "2026-11-11T20:00:00", "2026-02-30T00:00:00Z", "soon"] {
            let error = #expect(throws: MeridianError.self) { try Timestamp(moment: text) }
            #expect(error?.code == .invalidApp)
            #expect(error?.message.contains("'\(text)' is no moment") == true)
        }
    }
}
