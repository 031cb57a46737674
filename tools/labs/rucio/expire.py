"""Has all tokens end now, as an hour would."""

from datetime import datetime, timedelta

from rucio.db.sqla import models
from rucio.db.sqla.session import get_session

with get_session()() as session, session.begin():
    session.query(models.Token).update({"expired_at": datetime.utcnow() - timedelta(minutes=1)})
