import type { ExposureRecord, SkyRegion, VisitDefinition } from '@footman/butler-client';
import { focalPlaneOnSky, instrumentByName } from '@footman/obs-lsst';
import { ConvexPolygon, HtmPixelization, type Vector3 } from '@footman/sphgeom';

/** Rubin's name for "each exposure is a visit of its own". */
const ONE_TO_ONE = { id: 0, name: 'one-to-one' } as const;

/** Pixels by which a detector's bounding box grows on each side before it is projected. */
const PADDING = 250;

/** The pixelization in which the registry keeps overlaps. */
const HTM7 = new HtmPixelization(7);

/** Whether an exposure makes a visit: it does when it's on sky, with a tracking position. Source: obs_base, DefineVisitsTask. */
export function makesVisit(exposure: ExposureRecord): boolean {
  const { tracking_ra, tracking_dec, sky_angle, can_see_sky } = exposure;
  return tracking_ra !== null && tracking_dec !== null && sky_angle !== null && can_see_sky !== false;
}

/**
 * Makes an exposure's one-to-one visit with the regions of every detector of the nominal camera, or null where the exposure
 * makes none. Source: obs_base, DefineVisitsTask.
 */
export function defineVisit(exposure: ExposureRecord): VisitDefinition | null {
  const { tracking_ra, tracking_dec, sky_angle } = exposure;
  if (!makesVisit(exposure) || tracking_ra === null || tracking_dec === null || sky_angle === null)
    return null;
  // The reference stumbles over such an angle, and goes on without the visit.
  if (!Number.isFinite(sky_angle)) return null;

  const { camera } = instrumentByName(exposure.instrument);
  const boresight = { ra_deg: tracking_ra, dec_deg: tracking_dec, sky_angle_deg: sky_angle };
  const corners = focalPlaneOnSky(camera, boresight, PADDING);
  const outline = skyRegion([...corners.values()].flat());
  return {
    exposure: exposure.id,
    visit_system: ONE_TO_ONE,
    visit: {
      instrument: exposure.instrument,
      id: exposure.id,
      day_obs: exposure.day_obs,
      physical_filter: exposure.physical_filter,
      name: exposure.obs_id,
      seq_num: exposure.seq_num,
      exposure_time: exposure.exposure_time,
      target_name: exposure.target_name,
      observation_reason: exposure.observation_reason ?? 'various',
      science_program: exposure.science_program,
      azimuth: exposure.azimuth,
      zenith_angle: exposure.zenith_angle,
      region: outline.region,
      timespan: exposure.timespan,
    },
    htm7: outline.htm7,
    detectors: new Map([...corners].map(([detector, points]) => [detector, skyRegion(points)])),
  };
}

function skyRegion(points: readonly Vector3[]): SkyRegion {
  const hull = ConvexPolygon.convexHull(points);
  return { region: hull.toBase64(), htm7: HTM7.envelope(hull).toIndices() };
}
