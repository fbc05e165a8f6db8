"""Every page of the service. A test lists each with who may open it."""

from __future__ import annotations

from django.urls import include, path

from bettercare.service.plans import cell_views
from bettercare.service.plans import document_views as papers
from bettercare.service.plans import register_views as evidence
from bettercare.service.plans import remark_views as remarks
from bettercare.service.plans import views as plans
from bettercare.service.signoff import asking_views, delegation_views, link_views, paper_views, sending_views, signed_views
from bettercare.service.signoff import views as signoff

urlpatterns = [
    path("", plans.home, name="home"),
    path("plans/<int:number>/", plans.tasks, name="plan"),
    path("plans/<int:number>/sections/<slug:section>/", plans.section, name="section"),
    path("plans/<int:number>/sections/<slug:section>/cells/", cell_views.cells, name="cells"),
    path("plans/<int:number>/findings/", plans.findings, name="findings"),
    path("plans/<int:number>/findings/reason/", remarks.reason, name="reason"),
    path("plans/<int:number>/comments/", remarks.comments, name="comments"),
    path("plans/<int:number>/evidence/", evidence.evidence, name="evidence"),
    path("plans/<int:number>/evidence/<slug:register>/", evidence.register, name="register"),
    path("plans/<int:number>/evidence/files/<int:file>/", evidence.evidence_file, name="evidence-file"),
    path("plans/<int:number>/history/", plans.history, name="history"),
    path("plans/<int:number>/history/<int:edit>/undo/", plans.undo, name="undo"),
    path("plans/<int:number>/working-copy.<str:kind>", papers.working_copy, name="working-copy"),
    path("plans/<int:number>/report.html", papers.report, name="report"),
    path("plans/<int:number>/everything.zip", papers.everything, name="everything"),
    path("plans/<int:number>/carry-forward/", papers.carry_forward, name="carry-forward"),
    path("plans/<int:number>/fill/", papers.fill, name="fill"),
    path("plans/<int:number>/fill/<int:filled>/", papers.filled, name="filled"),
    path("plans/<int:number>/fill/<int:filled>/workbook", papers.filled_workbook, name="filled-workbook"),
    path("plans/<int:number>/documents/", papers.documents, name="documents"),
    path("plans/<int:number>/documents/<int:brought>/", papers.brought, name="brought"),
    path("plans/<int:number>/versions/", plans.versions, name="versions"),
    path("plans/<int:number>/versions/<int:version>/", plans.version, name="version"),
    path("plans/<int:number>/versions/<int:version>/restore/", plans.restore, name="restore"),
    path("plans/<int:number>/versions/<int:version>/plan.<str:kind>", papers.download, name="download"),
    path("plans/<int:number>/versions/<int:version>/sign-off/", signoff.signing, name="signing"),
    path("plans/<int:number>/versions/<int:version>/sign/", signoff.sign, name="sign"),
    path("plans/<int:number>/versions/<int:version>/summary.pdf", paper_views.sheet, name="sheet"),
    path("plans/<int:number>/versions/<int:version>/board-paper.docx", paper_views.board_paper, name="board-paper"),
    path("plans/<int:number>/versions/<int:version>/seen/", signoff.seen, name="seen"),
    path("plans/<int:number>/versions/<int:version>/ask/", asking_views.ask, name="ask-signature"),
    path("plans/<int:number>/signatures-asked/<int:asked>/resend/", asking_views.resend, name="resend-link"),
    path("plans/<int:number>/signatures-asked/<int:asked>/withdraw/", asking_views.withdraw, name="withdraw-request"),
    path("plans/<int:number>/delegations/", delegation_views.delegations, name="delegations"),
    path("plans/<int:number>/delegations/<int:delegation>/end/", delegation_views.end, name="end-delegation"),
    path("plans/<int:number>/evidence-of-signing/<int:evidence>/", signoff.evidence, name="sign-off-evidence"),
    path("plans/<int:number>/versions/<int:version>/record-signature/", signoff.record, name="record-signature"),
    path("plans/<int:number>/versions/<int:version>/send/", sending_views.send, name="send"),
    path("plans/<int:number>/signatures/<int:signature>/", signed_views.signature, name="signature"),
    path("plans/<int:number>/signatures/<int:signature>/signed.json", signed_views.signature_bytes, name="signature-bytes"),
    path("plans/<int:number>/signatures/<int:signature>/signed.pdf", signed_views.signature_form, name="signature-form"),
    path("plans/<int:number>/sent/<int:submission>/", sending_views.receipt, name="receipt"),
    path("plans/<int:number>/sent/<int:submission>/sent.json", sending_views.sent_bytes, name="sent-bytes"),
    path("plans/<int:number>/sent/<int:submission>/sent.pdf", sending_views.sent_form, name="sent-form"),
    path("rounds/", include("bettercare.service.rounds_admin.urls")),
    path("sign/<str:token>/", link_views.by_link, name="sign-by-link"),
    path("sign/<str:token>/confirm/", link_views.sign, name="confirm-by-link"),
    path("sign/<str:token>/summary.pdf", paper_views.sheet_by_link, name="sheet-by-link"),
    path("sign/<str:token>/plan.pdf", paper_views.plan_by_link, name="plan-by-link"),
    path("sign/<str:token>/decline/", link_views.decline, name="decline-by-link"),
    path("signed/", link_views.signed, name="signed-by-link"),
    path("signed/signed.json", link_views.signed_bytes, name="signed-bytes"),
    path("", include("bettercare.service.accounts.urls")),
    path("", include("bettercare.service.api.urls")),
]
