/** The first page: four doors, the story of a demo, and the line as it is now. */
import { StationPage } from "../station/station-page.tsx";
import { Doors } from "./doors.tsx";
import { StoryPanel } from "./story-panel.tsx";
import { WaitingLine } from "./waiting-line.tsx";

/** What `npm start` opens on. */
export function HomePage() {
  return (
    <>
      <div className="home-head">
        <Doors />
        <WaitingLine />
        <StoryPanel />
      </div>
      <StationPage />
    </>
  );
}
